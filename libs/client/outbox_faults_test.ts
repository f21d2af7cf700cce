import { seededRandom } from "@mdinference/stats";
import { expect, test } from "vitest";
import { memoryStore } from "./memory_store.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import type { OutboxItem, OutboxStore } from "./outbox_store.ts";
import { requestIdOf, sampleLabel, sampleReport } from "./testdata/entries.ts";
import { fakeClock } from "./testdata/fake_clock.ts";
import { outboxGateway, type SentItem } from "./testdata/outbox_gateway.ts";

const never = <T>() => new Promise<T>(() => {});
const networkFaults = [
	"request lost",
	"answer lost",
	"answer cut",
	"captive portal",
	"gateway breaks",
	"gateway busy",
	"crash before the request",
	"crash after the request",
] as const;
const storeFaults = ["storage fails", "crash before the change", "crash after the change"] as const;

/** A phone whose app crashes and starts again, on a disk that outlives it, before a gateway that outlives both. */
function world(seed: number, faultCount: number) {
	const random = seededRandom(seed);
	const clock = fakeClock();
	const gateway = outboxGateway();
	const disk = memoryStore();
	const injected = new Map<string, number>();
	let faultsLeft = faultCount;
	let life = { isAlive: true };

	function draw<T extends string>(faults: readonly T[], share: number): T | null {
		if (faultsLeft === 0 || random() >= share) return null;
		faultsLeft--;
		const fault = faults[Math.floor(random() * faults.length)]!;
		injected.set(fault, (injected.get(fault) ?? 0) + 1);
		return fault;
	}

	function start(): Outbox {
		const mine = { isAlive: true };
		life = mine;
		const crash = <T>() => {
			mine.isAlive = false;
			return never<T>();
		};
		const onDisk = async <T>(run: () => Promise<T>): Promise<T> => {
			if (!mine.isAlive) return never();
			const fault = draw(storeFaults, 0.08);
			if (fault === "storage fails") throw new DOMException("The quota is exceeded.", "QuotaExceededError");
			if (fault === "crash before the change") return crash();
			const result = await run();
			return fault === null ? result : crash();
		};
		const store: OutboxStore = {
			put: (entry) => onDisk(() => disk.put(entry).then(() => true)),
			all: () => onDisk(disk.all),
			size: () => onDisk(disk.size),
			change: (changes) => onDisk(() => disk.change(changes)),
			deadLetters: disk.deadLetters,
		};
		const send: typeof fetch = async (input, init) => {
			if (!mine.isAlive) return never();
			const fault = draw(networkFaults, 0.6);
			if (fault === "request lost") throw new TypeError("offline");
			if (fault === "captive portal") return new Response("<html>Welcome</html>");
			if (fault === "gateway breaks") return new Response("", { status: 500 });
			if (fault === "gateway busy") return new Response("", { status: 503, headers: { "retry-after": "2" } });
			if (fault === "crash before the request") return crash();
			const response = await gateway.answer(input, init);
			if (fault === "answer lost") throw new TypeError("connection reset");
			if (fault === "answer cut") return new Response((await response.text()).slice(0, -5));
			return fault === "crash after the request" ? crash() : response;
		};
		return createOutbox({
			gateway: "",
			store,
			random,
			fetch: send,
			clock: { ...clock, after: (ms, run) => clock.after(ms, () => mine.isAlive && run()) },
		});
	}

	return {
		clock,
		gateway,
		disk,
		random,
		injected,
		start,
		faultsLeft: () => faultsLeft,
		isAlive: () => life.isAlive,
	};
}

test.each([1, 2, 3])(
	"1,000 faults of network, gateway, storage and app (seed %i): nothing that was kept is lost, nothing counts twice",
	async (seed) => {
		const { clock, gateway, disk, random, injected, start, faultsLeft, isAlive } = world(seed, 1000);
		let outbox = start();
		/** The newest version of each item that add() said would outlive a restart. */
		const kept = new Map<string, number>();
		let version = 0;

		while (faultsLeft() > 0) {
			expect(version).toBeLessThan(20_000);
			if (!isAlive()) outbox = start();
			const added = ++version;
			// A request may be reported twice, a label corrected: the newer version must arrive.
			const number = Math.max(0, added - Math.floor(random() * 3));
			const isLabel = random() < 0.4;
			const key = isLabel ? `label user ${requestIdOf(number)}` : `outcome  ${requestIdOf(number)}`;
			const item: OutboxItem = isLabel
				? { kind: "label", body: sampleLabel(number, String(added)) }
				: { kind: "outcome", body: sampleReport(number, added) };
			void outbox.add(item).then((isDurable) => isDurable && kept.set(key, added));
			await clock.advance(random() * 4000);
		}
		if (!isAlive()) outbox = start();
		await clock.advance(20 * 60_000);

		expect(await disk.size()).toBe(0);
		expect(await outbox.deadLetters()).toEqual([]);
		expect(kept.size).toBeGreaterThan(500);
		const arrived = (key: string) => {
			const { label, elapsedMs = label } = JSON.parse(gateway.recorded.get(key) ?? "{}") as SentItem;
			return Number(elapsedMs ?? -1);
		};
		// One that was added in the moment of a crash may have come through, too.
		expect([...kept].filter(([key, added]) => arrived(key) < added)).toEqual([]);
		expect(gateway.effects()).toBeLessThanOrEqual(version);
		expect([...injected.values()].reduce((sum, count) => sum + count, 0)).toBe(1000);
		expect([...injected.keys()].sort()).toEqual([...networkFaults, ...storeFaults].sort());
	},
	60_000,
);
