import { LabelReport, OutcomeReport } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import type { Outbox } from "./outbox.ts";
import type { OutboxItem } from "./outbox_store.ts";
import { scene } from "./testdata/client_scene.ts";
import { sampleAnswer } from "./testdata/sample_answer.ts";

describe("reports", () => {
	const reporting = (cloudMs: number | null | undefined, deviceMs: number | null | undefined, extra = {}) => {
		const items: OutboxItem[] = [];
		const outbox = {
			add: async (item: OutboxItem) => {
				items.push(item);
				return true;
			},
		} as Outbox;
		const parts = scene(cloudMs, deviceMs, { outbox, ...extra });
		const bodies = () => items.map(({ body }) => body);
		return { ...parts, items, bodies };
	};

	test("say once what became of a request where all is known with its answer", async () => {
		const { clock, ask, bodies } = reporting(40, 5);
		const outcome = ask();
		await clock.advance(1000);
		expect(bodies()).toEqual([
			{
				requestId: outcome.answer?.requestId,
				task: "characters",
				startedAtMs: 1_700_000_000_000,
				slaMs: 100,
				answeredBy: "cloud",
				reason: "cloud-in-time",
				elapsedMs: 40,
				cloud: { status: "in-time", elapsedMs: 40, networkMs: 30 },
				device: {
					model: "characters-nano",
					version: "1.0.0",
					status: "ok",
					serviceMs: 2,
					label: "1",
					confidence: 0.6,
					executionProvider: "wasm",
				},
			},
		]);
		expect(OutcomeReport.safeParse(bodies()[0]).success).toBe(true);
	});

	test("say it again when the late cloud has come, or has not", async () => {
		for (const [cloudMs, cloud] of [
			[400, { status: "late", elapsedMs: 400, networkMs: 390 }],
			[undefined, { status: "failed", elapsedMs: 600 }],
		] as const) {
			const { clock, ask, bodies } = reporting(cloudMs, 5, { graceMs: 500 });
			ask();
			await clock.advance(100);
			expect(bodies()).toMatchObject([{ reason: "deadline", elapsedMs: 100, device: { status: "ok" } }]);
			expect(bodies()[0]).not.toHaveProperty("cloud");
			await clock.advance(1000);
			expect(bodies()).toHaveLength(2);
			expect(bodies()[1]).toEqual({ ...bodies()[0], cloud });
		}
	});

	test("call a cloud late that answers at the deadline's own time, but after the device's answer was given", async () => {
		const { clock, ask, bodies } = reporting(100, 5);
		ask();
		await clock.advance(1000);
		expect(bodies().at(-1)).toMatchObject({
			answeredBy: "device",
			reason: "deadline",
			cloud: { status: "late", elapsedMs: 100 },
		});
	});

	test("say how long a copy ran that was given up, and that another failed", async () => {
		const hanging = reporting(40, undefined, { graceMs: 500 });
		hanging.ask();
		await hanging.clock.advance(1000);
		expect(hanging.bodies()[1]).toMatchObject({ device: { status: "abandoned", serviceMs: 600 } });

		const failing = reporting(null, null);
		failing.ask();
		await failing.clock.advance(1000);
		expect(failing.bodies()).toMatchObject([
			{ answeredBy: "none", reason: "nobody", cloud: { status: "failed" }, device: { status: "failed" } },
		]);
	});

	test("say nothing of a copy that never ran, nor of a request that was given up", async () => {
		const { clock, ask, bodies } = reporting(40, 5, { mode: "prefer-cloud" });
		ask();
		await clock.advance(100);
		expect(bodies()[0]).not.toHaveProperty("device");
		const controller = new AbortController();
		ask({ signal: controller.signal });
		await clock.advance(10);
		controller.abort();
		await clock.advance(1000);
		expect(bodies()).toHaveLength(1);
	});

	test("judge() sends a label, or right and wrong, in the name of the user", async () => {
		const { client, bodies } = reporting(40, 5);
		const requestId = sampleAnswer.requestId;
		expect(await client.judge(requestId, { label: "7" })).toBe(true);
		await client.judge(requestId, { correct: false, source: "review" });
		const labelledAtMs = 1_700_000_000_000;
		expect(bodies()).toEqual([
			{ requestId, label: "7", source: "user", labelledAtMs },
			{ requestId, correct: false, source: "review", labelledAtMs },
		]);
		for (const body of bodies()) expect(LabelReport.safeParse(body).success).toBe(true);
		expect(await scene(40, 5).client.judge(requestId, { label: "7" })).toBe(false);
	});
});
