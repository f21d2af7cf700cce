import { InferAnswer, maxSlaMs } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import { longestSlaMs } from "./create_client.ts";
import { type Headers, scene } from "./testdata/client_scene.ts";
import { sampleAnswer } from "./testdata/sample_answer.ts";

const image = new Blob(["image"]);

describe("infer() answers once", () => {
	test("with the cloud's answer when it is in time", async () => {
		const { clock, ask, late, aborted } = scene(40, 5);
		const outcome = ask();
		await clock.advance(39);
		expect(outcome.count).toBe(0);
		await clock.advance(10_000);
		expect(outcome.answer).toMatchObject({
			by: "cloud",
			reason: "cloud-in-time",
			late: false,
			elapsedMs: 40,
			labels: sampleAnswer.labels,
			model: { name: "characters-large", version: "1.0.0", accuracy: null },
			cloud: { state: "answered", reply: { elapsedMs: 40, networkMs: 30, returnMs: 26 } },
			device: { state: "answered", atMs: 5 },
		});
		expect([late, aborted]).toEqual([[], []]);
	});

	test("with the device's answer at the deadline, and hears the late cloud", async () => {
		const { clock, ask, late } = scene(400, 5);
		const outcome = ask();
		await clock.advance(99);
		expect(outcome.count).toBe(0);
		await clock.advance(1);
		expect(outcome.answer).toMatchObject({
			by: "device",
			reason: "deadline",
			late: false,
			elapsedMs: 100,
			model: { name: "characters-nano", accuracy: 0.8, provider: "wasm" },
			cloud: { state: "running" },
		});
		await clock.advance(300);
		expect(late).toMatchObject([{ state: "answered", atMs: 400, reply: { networkMs: 390 } }]);
		expect(outcome.count).toBe(1);
	});

	test("with the device's answer as soon as the cloud has failed", async () => {
		const { clock, ask } = scene(null, 5);
		const outcome = ask();
		await clock.advance(5);
		expect(outcome.answer).toMatchObject({ by: "device", reason: "cloud-failed", elapsedMs: 5, late: false });
	});

	test("with the late cloud's answer when the device is not ready, and says that it is late", async () => {
		const { clock, ask } = scene(180, undefined);
		const outcome = ask();
		await clock.advance(180);
		expect(outcome.answer).toMatchObject({ by: "cloud", reason: "cloud-late", late: true, elapsedMs: 180 });
	});

	test("with one error that has both causes when both fail", async () => {
		const { clock, ask } = scene(null, null);
		const outcome = ask();
		await clock.advance(1);
		expect(outcome.error).toMatchObject({
			name: "NoAnswerError",
			cloudError: { name: "CloudError", kind: "network" },
			deviceError: { message: "device failed" },
		});
	});

	test("with an error at the end of the grace time when nobody says anything", async () => {
		const { clock, ask, aborted } = scene(undefined, undefined, { graceMs: 500 });
		const outcome = ask();
		await clock.advance(599);
		expect(outcome.count).toBe(0);
		await clock.advance(1);
		expect(outcome.error).toMatchObject({ name: "NoAnswerError", cloudError: { kind: "timeout" } });
		expect(aborted).toEqual(["cloud", "device"]);
	});
});

test("a late cloud is listened to until the grace time ends, then stopped", async () => {
	const { clock, ask, late, aborted } = scene(undefined, 5, { graceMs: 500 });
	const outcome = ask();
	await clock.advance(599);
	expect([outcome.answer?.reason, aborted]).toEqual(["deadline", []]);
	await clock.advance(1);
	expect(aborted).toEqual(["cloud"]);
	expect(late).toMatchObject([{ state: "failed", error: { kind: "timeout" } }]);
	expect(clock.pending()).toBe(0);
});

test("a signal gives the request up: both sides stop, nothing is left behind", async () => {
	const { clock, ask, aborted } = scene(40, 50);
	const controller = new AbortController();
	const outcome = ask({ signal: controller.signal });
	await clock.advance(10);
	controller.abort(new Error("never mind"));
	await clock.advance(1);
	expect(outcome.error).toMatchObject({ message: "never mind" });
	expect(aborted).toEqual(["cloud", "device"]);
	await clock.advance(1000);
	expect(outcome.count).toBe(1);
});

test("a signal that has already fired sends nothing", async () => {
	const { clock, ask, sent } = scene(40, 5);
	const outcome = ask({ signal: AbortSignal.abort(new Error("too late")) });
	await clock.advance(1);
	expect(outcome.error).toMatchObject({ message: "too late" });
	expect(sent).toEqual([]);
});

test("an SLA that no gateway takes is refused before anything is sent, the longest one is not", async () => {
	const { clock, client, ask, sent } = scene(40, 5);
	for (const slaMs of [0, -1, longestSlaMs + 1, Number.NaN, Number.POSITIVE_INFINITY]) {
		const error = await client.infer(image, { slaMs }).catch((error) => error);
		expect(error).toBeInstanceOf(RangeError);
		expect(error.message).toBe(`slaMs is ${slaMs}; it must be above 0 and at most 60000.`);
	}
	expect(sent).toEqual([]);
	const outcome = ask({ slaMs: longestSlaMs });
	await clock.advance(40);
	expect(outcome.answer).toMatchObject({ by: "cloud" });
});

test("the longest SLA is the contract's", () => {
	expect(longestSlaMs).toBe(maxSlaMs);
});

test("two answers in time are combined where the client was made so", async () => {
	const { clock, ask } = scene(40, 5, { combine: true });
	const outcome = ask();
	await clock.advance(40);
	expect(outcome.answer).toMatchObject({
		by: "cloud",
		reason: "combined",
		labels: [{ label: "7" }, { label: "1" }],
	});
	const { labels } = outcome.answer!;
	expect(labels[0]?.probability).toBeCloseTo((0.97 * 0.97 + 0.6 * 0.4) / 1.57);
	expect(labels[1]?.probability).toBeCloseTo((0.97 * 0.02 + 0.6 * 0.6) / 1.57);
});

test("after describe() an answer of the cloud carries its model's accuracy", async () => {
	const model = { manifest: { name: "characters-large" }, profile: { accuracy: 0.9 }, url: null };
	const view = {
		name: "characters",
		labels: ["1", "7"],
		defaultSlaMs: 100,
		deviceModel: null,
		models: [model],
	};
	const { clock, client, ask } = scene(40, 5, {
		fetch: async (input, init) => {
			const requestId = (init?.headers as Headers | undefined)?.["mdi-request-id"];
			return Response.json(String(input).endsWith("/infer") ? { ...sampleAnswer, requestId } : view);
		},
	});
	expect((await client.describe()).models).toHaveLength(1);
	const outcome = ask();
	await clock.advance(1);
	expect(outcome.answer?.model).toEqual({ name: "characters-large", version: "1.0.0", accuracy: 0.9 });
});

test("the sample answer is one of the contract's", () => {
	expect(InferAnswer.safeParse(sampleAnswer).success).toBe(true);
});
