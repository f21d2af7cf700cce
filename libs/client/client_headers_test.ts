import { InferHeaders } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import { createClient } from "./create_client.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxItem } from "./outbox_store.ts";
import { type Headers, scene } from "./testdata/client_scene.ts";
import { fakeClock } from "./testdata/fake_clock.ts";
import { sampleAnswer } from "./testdata/sample_answer.ts";

const networkTimes = (sent: Headers[]) => sent.map((headers) => headers["mdi-network-ms"]);

describe("headers", () => {
	test("say what the contract asks for", async () => {
		const { clock, ask, sent } = scene(40, 5);
		ask({ slaMs: 250 });
		await clock.advance(1);
		expect(InferHeaders.parse(sent[0])).toMatchObject({
			"mdi-sla-ms": 250,
			"mdi-sent-at": 1_700_000_000_000,
			"mdi-device": "characters-nano",
		});
		expect(sent[0]).not.toHaveProperty("mdi-network-ms");
	});

	test("carry the previous exchange's network time, a late one's too", async () => {
		const { clock, ask, sent } = scene(400, 5);
		ask();
		await clock.advance(400);
		ask();
		await clock.advance(1);
		expect(sent[1]?.["mdi-network-ms"]).toBe("390");
		expect(sent[1]?.["mdi-client-id"]).toBe(sent[0]?.["mdi-client-id"]);
		expect(sent[1]?.["mdi-request-id"]).not.toBe(sent[0]?.["mdi-request-id"]);
	});

	test("carry each measurement once", async () => {
		const { clock, ask, sent, setCloudMs } = scene(40, 5);
		ask();
		await clock.advance(40);
		setCloudMs(undefined);
		ask();
		await clock.advance(20);
		ask();
		await clock.advance(1);
		expect(networkTimes(sent)).toEqual([undefined, "30", undefined]);
	});

	test("carry none that was measured while the page was frozen, and no report has it", async () => {
		let frozenMs = 0;
		const still = fakeClock();
		const clock = { ...still, nowMs: () => still.nowMs() + frozenMs };
		const bodies: unknown[] = [];
		const outbox = { add: async ({ body }: OutboxItem) => bodies.push(body) > 0 } as unknown as Outbox;
		const reply = { resolve: (_: Response) => {} };
		const sent: Headers[] = [];
		const client = createClient({
			gateway: "",
			task: "characters",
			slaMs: 100,
			clock,
			outbox,
			fetch: (_, init) => {
				sent.push(init?.headers as Headers);
				return new Promise((resolve) => {
					reply.resolve = resolve;
				});
			},
		});
		for (const freezeMs of [60_000, 0, 0]) {
			const answer = client.infer(new Blob(["image"]));
			await still.advance(40);
			frozenMs += freezeMs;
			reply.resolve(Response.json({ ...sampleAnswer, requestId: sent.at(-1)!["mdi-request-id"] }));
			await answer;
		}
		expect(networkTimes(sent)).toEqual([undefined, undefined, "30"]);
		expect(bodies[0]).toMatchObject({ cloud: { status: "late", elapsedMs: 60_040 } });
		expect(bodies[0]).not.toHaveProperty("cloud.networkMs");
		expect(bodies[1]).toHaveProperty("cloud.networkMs", 30);
	});

	test("carry none after an exchange that failed, ran out of time or was given up", async () => {
		for (const failure of ["failed", "timeout", "given up"]) {
			const { clock, ask, sent, setCloudMs } = scene(40, 5, { graceMs: 500 });
			ask();
			await clock.advance(40);
			setCloudMs(failure === "failed" ? null : undefined);
			const controller = new AbortController();
			ask({ signal: controller.signal });
			await clock.advance(failure === "timeout" ? 600 : 10);
			if (failure === "given up") controller.abort();
			await clock.advance(1);
			setCloudMs(40);
			ask();
			await clock.advance(40);
			ask();
			await clock.advance(1);
			expect(networkTimes(sent), failure).toEqual([undefined, "30", undefined, "30"]);
		}
	});

	test("carry of overlapping exchanges the measurement of the one sent last, whichever ends first", async () => {
		for (const [firstMs, secondMs] of [
			[60, 40],
			[40, 60],
		]) {
			const { clock, ask, sent, setCloudMs } = scene(firstMs, 5);
			ask();
			await clock.advance(1);
			setCloudMs(secondMs);
			ask();
			await clock.advance(50);
			ask();
			await clock.advance(1);
			expect(networkTimes(sent)).toEqual([undefined, undefined, secondMs === 40 ? "30" : undefined]);
		}
	});

	test("keep the measurement while nothing is sent", async () => {
		const { clock, ask, sent } = scene(40, 5);
		ask();
		await clock.advance(40);
		ask({ signal: AbortSignal.abort(new Error("never mind")) });
		await clock.advance(1);
		ask();
		await clock.advance(1);
		expect(networkTimes(sent)).toEqual([undefined, "30"]);
	});

	test("do not announce a copy that would have to load first", async () => {
		const { clock, client, device, ask, sent } = scene(40, 5);
		client.device = { ...device, state: "loading" };
		ask();
		await clock.advance(1);
		expect(sent[0]).not.toHaveProperty("mdi-device");
	});
});
