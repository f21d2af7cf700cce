import type { InferAnswer } from "@mdinference/contract";
import type { Answer, CloudReply } from "../answer.ts";
import { type ClientOptions, createClient } from "../create_client.ts";
import type { DeviceRunner } from "../device_runner.ts";
import type { Ended } from "../race.ts";
import { fakeClock } from "./fake_clock.ts";
import { sampleAnswer } from "./sample_answer.ts";

/** The headers of a request. */
export type Headers = Record<string, string>;

const image = new Blob(["image"]);

/** A gateway and a device that take the given times under a fake clock; null fails, undefined never answers. */
export function scene(
	cloudMs: number | null | undefined,
	deviceMs: number | null | undefined,
	extra: Partial<ClientOptions> = {},
) {
	const clock = fakeClock();
	const sent: Headers[] = [];
	const aborted: string[] = [];
	const late: Ended<CloudReply>[] = [];
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
