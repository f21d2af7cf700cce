import type { InferAnswer } from "@mdinference/contract";
import { InferAnswer as InferAnswerSchema, InferHeaders } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import type { Answer, CloudReply } from "./answer.ts";
import { type ClientOptions, createClient } from "./create_client.ts";
import type { DeviceRunner } from "./device_runner.ts";
import { fakeClock } from "./fake_clock.ts";
import type { Outcome } from "./race.ts";
import { sampleAnswer } from "./sample_answer.ts";

const image = new Blob(["image"]);
type Headers = Record<string, string>;
const networkTimes = (sent: Headers[]) => sent.map((headers) => headers["mdi-network-ms"]);

/** A gateway and a device that take the given times under a fake clock; null fails, undefined never answers. */
function scene(
	cloudMs: number | null | undefined,
	deviceMs: number | null | undefined,
	extra: Partial<ClientOptions> = {},
) {
	const clock = fakeClock();
	const sent: Headers[] = [];
	const aborted: string[] = [];
	const late: Outcome<CloudReply>[] = [];
	const after = <T>(
		delayMs: number | null | undefined,
		who: string,
		signal: AbortSignal | null | undefined,
		value: () => T,
	) =>
		new Promise<T>((resolve, reject) => {
			let done = false;
			const finish = () => {
				done = true;
				resolve(value());
			};
			signal?.addEventListener("abort", () => {
				if (!done) aborted.push(who);
				reject(signal.reason);
			});
			if (delayMs === null) reject(new TypeError(`${who} failed`));
			else if (delayMs !== undefined) clock.after(delayMs, finish);
		});
	const device: DeviceRunner = {
		name: "characters-nano",
		version: "1.0.0",
		accuracy: 0.8,
		state: "ready",
		infer: (_, options) =>
			after(deviceMs, "device", options?.signal, () => ({
				labels: [{ label: "1", probability: 0.6 }],
				provider: "wasm",
				timing: { queueMs: 0, decodeMs: 1, inferenceMs: 2, totalMs: 3 },
			})),
	};
	let cloudTakesMs = cloudMs;
	const client = createClient({
		gateway: "https://gateway.example",
		task: "characters",
		slaMs: 100,
		device,
		clock,
		fetch: (_, init) => {
			const headers = init?.headers as Headers;
			sent.push(headers);
			const answer: InferAnswer = { ...sampleAnswer, requestId: headers["mdi-request-id"]! };
			return after(cloudTakesMs, "cloud", init?.signal, () => Response.json(answer));
		},
		...extra,
	});
	const ask = (options = {}) => {
		const outcome: { answer?: Answer; error?: unknown; count: number } = { count: 0 };
		client.infer(image, { onLateCloud: (cloud) => late.push(cloud), ...options }).then(
			(answer) => Object.assign(outcome, { answer, count: outcome.count + 1 }),
			(error: unknown) => Object.assign(outcome, { error, count: outcome.count + 1 }),
		);
		return outcome;
	};
	const setCloudMs = (ms: number | null | undefined) => {
		cloudTakesMs = ms;
	};
	return { clock, client, device, sent, aborted, late, ask, setCloudMs };
}

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

test("an SLA that is no positive number is refused before anything is sent", async () => {
	const { client, sent } = scene(40, 5);
	for (const slaMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
		await expect(client.infer(image, { slaMs })).rejects.toThrow(RangeError);
	}
	expect(sent).toEqual([]);
});

describe("modes", () => {
	test("only-cloud runs no copy and announces none", async () => {
		const { clock, ask, sent } = scene(40, 5, { mode: "only-cloud" });
		const outcome = ask();
		await clock.advance(40);
		expect(outcome.answer).toMatchObject({ reason: "only-cloud", device: { state: "absent" } });
		expect(sent[0]).not.toHaveProperty("mdi-device");
	});

	test("only-device sends nothing", async () => {
		const { clock, ask, sent } = scene(40, 5, { mode: "only-device" });
		const outcome = ask();
		await clock.advance(5);
		expect(outcome.answer).toMatchObject({ by: "device", reason: "only-device", elapsedMs: 5 });
		expect(sent).toEqual([]);
	});
});

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

test("after describe() an answer of the cloud carries its model's accuracy", async () => {
	const model = { manifest: { name: "characters-large" }, profile: { accuracy: 0.7 }, url: null };
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
	expect(outcome.answer?.model).toEqual({ name: "characters-large", version: "1.0.0", accuracy: 0.7 });
});

test("the sample answer is one of the contract's", () => {
	expect(InferAnswerSchema.safeParse(sampleAnswer).success).toBe(true);
});
