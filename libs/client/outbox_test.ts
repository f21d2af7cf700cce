import { maxBatch } from "@mdinference/contract";
import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { memoryStore } from "./memory_store.ts";
import { createOutbox, mostInBatch, type OutboxOptions, type Peers } from "./outbox.ts";
import { maxTries } from "./outbox_entry.ts";
import { requestIdOf, sampleEntry, sampleLabel, sampleReport } from "./testdata/entries.ts";
import { fakeClock } from "./testdata/fake_clock.ts";
import { outboxGateway } from "./testdata/outbox_gateway.ts";

/** An outbox and its gateway under a fake clock; `respond` may stand in for the gateway. */
function scene(options: Partial<OutboxOptions> = {}) {
	const clock = fakeClock();
	const gateway = outboxGateway();
	const network: { respond: typeof fetch | null; requests: number } = { respond: null, requests: 0 };
	const outbox = createOutbox({
		gateway: "https://gateway.example",
		clock,
		random: seededRandom(1),
		fetch: (input, init) => {
			network.requests++;
			return network.respond?.(input, init) ?? gateway.answer(input, init);
		},
		...options,
	});
	const label = (number: number) => outbox.add({ kind: "label", body: sampleLabel(number) });
	const report = (number: number, elapsedMs?: number) =>
		outbox.add({ kind: "outcome", body: sampleReport(number, elapsedMs) });
	return { clock, gateway, network, outbox, label, report };
}

const offline = () => Promise.reject(new TypeError("offline"));
const minuteMs = 60_000;

test("the batch is as large as the contract allows", () => {
	expect(mostInBatch).toBe(maxBatch);
});

describe("when it sends", () => {
	test("a moment after something was added, so that what comes together goes together", async () => {
		const { clock, gateway, outbox, label, report } = scene();
		await clock.advance(0);
		await Promise.all([report(1), label(1), report(2)]);
		expect(await outbox.waiting()).toBe(3);
		await clock.advance(1000);
		expect(gateway.batches.map((batch) => batch.length)).toEqual([2, 1]);
		expect(await outbox.waiting()).toBe(0);
		expect(outbox.counts).toEqual({ delivered: 3, droppedOutcomes: 0, droppedLabels: 0, dead: 0 });
	});

	test("what a peer with the same store has sent is counted by both, until one is closed", async () => {
		const hearing = new Set<(delivered: number) => void>();
		const peers: Peers = (hear) => {
			hearing.add(hear);
			const tell = (delivered: number) => {
				for (const other of hearing) if (other !== hear) other(delivered);
			};
			return { tell, leave: () => hearing.delete(hear) };
		};
		const store = memoryStore();
		const page = scene({ store, peers });
		const worker = scene({ store, peers });
		await page.label(1);
		await worker.outbox.flush();
		expect([page.outbox.counts.delivered, worker.outbox.counts.delivered]).toEqual([1, 1]);
		page.outbox.close();
		await worker.label(2);
		await worker.outbox.flush();
		expect([page.outbox.counts.delivered, worker.outbox.counts.delivered]).toEqual([1, 2]);
	});

	test("at the start, what an earlier run has left", async () => {
		const store = memoryStore();
		const before = scene({ store });
		before.network.respond = offline;
		await before.label(1);
		before.outbox.close();
		const { clock, gateway } = scene({ store });
		await clock.advance(0);
		expect(gateway.recorded.size).toBe(1);
	});

	test("when something wakes it, whatever the backoff says", async () => {
		let wake = () => {};
		const { clock, gateway, network, label } = scene({
			wakeups: (callback) => {
				wake = callback;
				return () => {};
			},
		});
		network.respond = offline;
		await label(1);
		await clock.advance(10 * minuteMs);
		network.respond = null;
		wake();
		await clock.advance(0);
		expect(gateway.recorded.size).toBe(1);
	});

	test("at intervals, what other tabs have left", async () => {
		const store = memoryStore();
		const { clock, gateway } = scene({ store });
		await clock.advance(1000);
		const crashed = scene({ store });
		crashed.network.respond = offline;
		await crashed.label(1);
		crashed.outbox.close();
		await clock.advance(minuteMs);
		expect(gateway.recorded.size).toBe(1);
	});

	test("with more and more time between failures, and never sooner than the gateway wants", async () => {
		const { clock, network, label } = scene();
		network.respond = offline;
		await label(1);
		await clock.advance(60 * minuteMs);
		// 9 attempts reach 300 s; of the rest of the hour each takes 150 to 300 s.
		expect(network.requests).toBeGreaterThanOrEqual(9 + 10);
		expect(network.requests).toBeLessThanOrEqual(9 + 24);

		const busy = scene();
		busy.network.respond = async () => new Response("", { status: 503, headers: { "retry-after": "120" } });
		await busy.label(1);
		await busy.clock.advance(119_000);
		expect(busy.network.requests).toBe(1);
		await busy.clock.advance(2000);
		expect(busy.network.requests).toBe(2);
	});

	test("one batch at a time, and no more than a batch may have", async () => {
		const { clock, gateway, outbox, network, label } = scene();
		for (let i = 0; i < 1100; i++) await label(i);
		let inFlight = 0;
		network.respond = async (input, init) => {
			expect(++inFlight).toBe(1);
			await Promise.resolve();
			inFlight--;
			return gateway.answer(input, init);
		};
		await Promise.all([outbox.flush(), outbox.flush()]);
		await clock.advance(0);
		expect(gateway.batches.map((batch) => batch.length)).toEqual([500, 500, 100]);
	});

	test("not while another tab does, but soon after", async () => {
		let isOther = true;
		const lock = async (task: () => Promise<void>) => {
			if (!isOther) await task();
			return !isOther;
		};
		const { clock, network, label } = scene({ lock });
		await label(1);
		await clock.advance(4000);
		expect(network.requests).toBe(0);
		isOther = false;
		await clock.advance(5000);
		expect(network.requests).toBe(1);
	});

	test("no more after close(); what waits stays in the store", async () => {
		const store = memoryStore();
		const { clock, network, outbox, label } = scene({ store });
		await label(1);
		outbox.close();
		await outbox.flush();
		await clock.advance(10 * minuteMs);
		expect([network.requests, await store.size(), clock.pending()]).toEqual([0, 1, 0]);
	});
});

describe("an entry that cannot be delivered does not block the rest", () => {
	test("an invalid one is put among the dead letters, with the gateway's words", async () => {
		const { clock, gateway, outbox, label } = scene();
		for (const [number, status] of [
			[1, "invalid"],
			[2, "too-old"],
			[3, "unknown-label"],
		] as const) {
			gateway.says.set(requestIdOf(number), status);
		}
		for (let i = 0; i < 6; i++) await label(i);
		await clock.advance(1000);
		expect(gateway.recorded.size).toBe(3);
		expect(await outbox.waiting()).toBe(0);
		expect((await outbox.deadLetters()).map(({ body, status }) => [body.requestId, status])).toEqual([
			[requestIdOf(1), "invalid"],
			[requestIdOf(2), "too-old"],
			[requestIdOf(3), "unknown-label"],
		]);
		expect(outbox.counts).toMatchObject({ delivered: 3, dead: 3 });
	});

	test("one of a request that the gateway does not know yet comes again until it does", async () => {
		const { clock, gateway, outbox, label } = scene();
		gateway.says.set(requestIdOf(1), "unknown-request");
		gateway.says.set(requestIdOf(2), "not-yet");
		for (const number of [1, 2, 3]) await label(number);
		await clock.advance(10_000);
		expect(gateway.recorded.size).toBe(1);
		gateway.says.clear();
		await clock.advance(minuteMs);
		expect(gateway.recorded.size).toBe(3);
		expect(await outbox.deadLetters()).toEqual([]);
	});

	test("and is given up after a number of tries", async () => {
		const { clock, gateway, outbox, label } = scene();
		gateway.says.set(requestIdOf(1), "unknown-request");
		await label(1);
		await clock.advance(60 * minuteMs);
		expect(gateway.batches).toHaveLength(maxTries);
		expect(await outbox.deadLetters()).toMatchObject([{ status: "unknown-request", tries: 9 }]);
	});

	test("one for which the whole batch is refused is found by halving", async () => {
		const { gateway, network, outbox, label } = scene();
		network.respond = (input, init) =>
			String(init?.body).includes(requestIdOf(137))
				? Promise.resolve(Response.json({ type: "/problems/invalid-body", detail: "no" }, { status: 400 }))
				: gateway.answer(input, init);
		for (let i = 0; i < 300; i++) await label(i);
		await outbox.flush();
		expect(gateway.recorded.size).toBe(299);
		expect(await outbox.deadLetters()).toMatchObject([
			{ status: "refused", detail: "no", body: { requestId: requestIdOf(137) } },
		]);
		expect(network.requests).toBeLessThan(40);
	});

	test("one on which the gateway breaks is left alone in the end, and is never given up", async () => {
		const { clock, gateway, network, outbox, label, report } = scene();
		network.respond = (input, init) =>
			String(init?.body).includes(requestIdOf(3))
				? Promise.resolve(new Response("", { status: 500 }))
				: gateway.answer(input, init);
		for (let i = 0; i < 8; i++) await report(i);
		await label(100);
		await clock.advance(10 * minuteMs);
		expect(gateway.recorded.size).toBe(8);
		expect(await outbox.waiting()).toBe(1);
		network.respond = null;
		await clock.advance(10 * minuteMs);
		expect(gateway.recorded.size).toBe(9);
	});

	test("a clock that is set back does not hold an entry up", async () => {
		const store = memoryStore();
		const hourMs = 60 * minuteMs;
		await store.put(sampleEntry(1, { tries: 3, dueAtMs: 1_700_000_000_000 + hourMs }));
		const { clock, gateway } = scene({ store });
		await clock.advance(0);
		expect(gateway.recorded.size).toBe(1);
	});
});

describe("what is replaced while it is under way", () => {
	test("goes again in its newer version", async () => {
		const { clock, gateway, network, outbox, report } = scene();
		await report(1, 100);
		let answer = () => {};
		network.respond = async (input, init) => {
			const response = await gateway.answer(input, init);
			await new Promise<void>((resolve) => {
				answer = resolve;
			});
			return response;
		};
		await clock.advance(1000);
		await report(1, 400);
		network.respond = null;
		answer();
		await clock.advance(2000);
		expect(gateway.batches.map(([item]) => item?.elapsedMs)).toEqual([100, 400]);
		expect(await outbox.waiting()).toBe(0);
	});

	test("goes once where it was still waiting", async () => {
		const { clock, gateway, report } = scene();
		await report(1, 100);
		await report(1, 400);
		await clock.advance(1000);
		expect(gateway.batches.map(([item]) => item?.elapsedMs)).toEqual([400]);
	});
});

test("too much to keep: the oldest reports go first, labels last, and both are counted", async () => {
	const { clock, gateway, network, outbox, label, report } = scene({ maxEntries: 4 });
	network.respond = offline;
	await label(0);
	await clock.advance(1);
	for (let i = 1; i < 6; i++) {
		await report(i);
		await clock.advance(1);
	}
	expect(outbox.counts).toMatchObject({ droppedOutcomes: 2, droppedLabels: 0 });
	for (let i = 6; i < 11; i++) {
		await label(i);
		await clock.advance(1);
	}
	expect(outbox.counts).toMatchObject({ droppedOutcomes: 5, droppedLabels: 2 });
	network.respond = null;
	await outbox.flush();
	expect([...gateway.recorded.keys()]).toEqual([7, 8, 9, 10].map((i) => `label user ${requestIdOf(i)}`));
});

test("a gateway that never answers is given up after half a minute", async () => {
	const { clock, network, outbox, label } = scene();
	network.respond = (_, init) =>
		new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(new Error("aborted"))));
	await label(1);
	await clock.advance(1000);
	expect(network.requests).toBe(1);
	await clock.advance(40_000);
	expect(network.requests).toBe(2);
	expect(await outbox.waiting()).toBe(1);
});
