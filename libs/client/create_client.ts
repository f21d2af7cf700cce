import type { TaskView } from "@mdinference/contract";
import { type Answer, type CloudReply, NoAnswerError } from "./answer.ts";
import { type Clock, systemClock } from "./clock.ts";
import { askCloud, CloudError } from "./cloud.ts";
import type { DeviceReply, DeviceRunner } from "./device_runner.ts";
import { fetchTask } from "./fetch_task.ts";
import type { Lane, Outcome } from "./race.ts";
import { randomUuid } from "./random_uuid.ts";
import { type Contestant, type DecidedRace, runRace } from "./run_race.ts";

/** Where a request is answered: by both at once (the paper's duplication), or by one of them. */
export type ClientMode = "duplicate" | "only-cloud" | "only-device";

/** What a client is made of. */
export interface ClientOptions {
	/** Base URL of the gateway, e.g. `https://gateway.example`; empty for the page's own origin. */
	gateway: string;
	/** Name of the task, e.g. `characters`. */
	task: string;
	/** Deadline of requests that name none, in milliseconds. */
	slaMs: number;
	/** Who is asked. Default: `duplicate`. */
	mode?: ClientMode;
	/** Runs a model on this device; may be set later. Default: none. */
	device?: DeviceRunner | null;
	/** How long after the deadline anyone is still waited for, in milliseconds. Default: 10,000. */
	graceMs?: number;
	/** Sends the requests. Default: the global one. */
	fetch?: typeof fetch;
	/** Reads the time. Default: the machine's. */
	clock?: Clock;
}

/** What one request may ask for. */
export interface InferOptions {
	/** Deadline of this request, in milliseconds, above 0. Default: the client's. */
	slaMs?: number;
	/** Gives the request up: the answer's promise rejects with the signal's reason. */
	signal?: AbortSignal;
	/** Hears how the cloud ended where that was after the answer, even if it failed. */
	onLateCloud?: (cloud: Outcome<CloudReply>) => void;
}

/** A client of one task at one gateway. */
export interface Client {
	/** The model on this device, or null. May be changed between requests. */
	device: DeviceRunner | null;
	/** Asks the gateway for the task; from then on the cloud's answers carry their model's accuracy. */
	describe(options?: { signal?: AbortSignal }): Promise<TaskView>;
	/** One answer to an image. Rejects with a {@link NoAnswerError} where nobody could give one. */
	infer(image: Blob, options?: InferOptions): Promise<Answer>;
}

/**
 * Makes a client that sends each image to the gateway and to this device, and answers once: with the cloud's answer if
 * it comes by the deadline, else with the device's. A late cloud is waited for all the same: it measures the network
 * for the next request, and can be shown.
 *
 * `mdi-network-ms` is the network time of the request sent just before this one, for the gateway pairs it with that
 * request's `mdi-sent-at` and smooths it as a new sample. So each measurement is sent at most once, and none is sent
 * where the request before failed, was given up, or is not answered yet.
 *
 * @param options where the gateway is, what to ask, by when
 * @returns a client; nothing is sent before its first call
 *
 * @example
 * ```ts
 * import { createClient } from "@mdinference/client";
 *
 * const device = {
 * 	name: "characters-nano",
 * 	version: "1.0.0",
 * 	accuracy: 0.8,
 * 	state: "ready",
 * 	infer: async () => ({
 * 		labels: [{ label: "7", probability: 0.9 }],
 * 		provider: "wasm",
 * 		timing: { queueMs: 0, decodeMs: 1, inferenceMs: 1, totalMs: 2 },
 * 	}),
 * } as const;
 * const offline = () => Promise.reject(new TypeError("no network"));
 * const client = createClient({ gateway: "", task: "characters", slaMs: 100, device, fetch: offline });
 * const answer = await client.infer(new Blob(["image"]));
 * if (answer.by !== "device" || answer.reason !== "cloud-failed") throw new Error("the device answers offline");
 * ```
 */
export function createClient(options: ClientOptions): Client {
	const { gateway, task, mode = "duplicate", graceMs = 10_000, clock = systemClock } = options;
	const send: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
	const url = `${gateway}/v1/tasks/${encodeURIComponent(task)}/infer`;
	const clientId = randomUuid();
	const accuracies = new Map<string, number>();
	let previous: { requestId: string; networkMs?: number } | null = null;

	const headersOf = (requestId: string, slaMs: number, runner: DeviceRunner | null) => ({
		"mdi-request-id": requestId,
		"mdi-sla-ms": decimal(slaMs),
		"mdi-sent-at": decimal(clock.unixMs()),
		"mdi-client-id": clientId,
		...(previous?.networkMs !== undefined && { "mdi-network-ms": decimal(previous.networkMs) }),
		...(runner?.state === "ready" && { "mdi-device": runner.name }),
	});

	const client: Client = {
		device: options.device ?? null,
		async describe({ signal } = {}) {
			const view = await fetchTask(gateway, task, { fetch: send, ...(signal && { signal }) });
			for (const { manifest, profile } of view.models) accuracies.set(manifest.name, profile.accuracy);
			return view;
		},
		async infer(image, { slaMs = options.slaMs, signal, onLateCloud } = {}) {
			if (!(slaMs > 0 && slaMs < Number.POSITIVE_INFINITY)) {
				throw new RangeError(`slaMs is ${slaMs}; it must be a number above 0.`);
			}
			const requestId = randomUuid();
			const runner = mode === "only-cloud" ? null : client.device;
			const cloud: Contestant<CloudReply> = async (stop, elapsedMs) => {
				const headers = headersOf(requestId, slaMs, runner);
				previous = { requestId };
				const answer = await askCloud(url, image, { headers, signal: stop, fetch: send });
				const reply = replyOf(answer, elapsedMs());
				if (previous.requestId === requestId) previous = { requestId, networkMs: reply.networkMs };
				return { reply, accuracy: accuracies.get(answer.model.name) ?? null };
			};
			const race = await runRace<CloudReply, DeviceReply>(
				{ cloud: mode === "only-device" ? null : cloud, device: runner && contestantOf(runner, image) },
				{ slaMs, graceMs, clock, signal, onLateCloud, timeout: timeoutOf(slaMs + graceMs) },
			);
			return answerOf(race, requestId, runner);
		},
	};
	return client;
}

function replyOf(answer: CloudReply["answer"], elapsedMs: number): CloudReply {
	const networkMs = Math.max(0, elapsedMs - answer.timing.totalMs);
	return { answer, elapsedMs, networkMs, returnMs: Math.max(0, networkMs - answer.timing.uploadMs) };
}

function contestantOf(runner: DeviceRunner, image: Blob): Contestant<DeviceReply> {
	return async (signal) => ({ reply: await runner.infer(image, { signal }), accuracy: runner.accuracy });
}

function timeoutOf(limitMs: number): CloudError {
	return new CloudError("timeout", `There was no answer within ${(limitMs / 1000).toFixed(1)} s.`);
}

function answerOf(
	{ verdict, slaMs, elapsedMs, cloud, device }: DecidedRace<CloudReply, DeviceReply>,
	requestId: string,
	runner: DeviceRunner | null,
): Answer {
	const base = { requestId, slaMs, elapsedMs, cloud, device };
	if (verdict.by === "cloud" && cloud.state === "answered") {
		const { model, labels } = cloud.reply.answer;
		const { by, reason } = verdict;
		const late = cloud.atMs > slaMs;
		return { ...base, by, reason, late, labels, model: { ...model, accuracy: cloud.accuracy } };
	}
	if (verdict.by === "device" && device.state === "answered" && runner !== null) {
		const { labels, provider } = device.reply;
		const { by, reason } = verdict;
		const { name, version, accuracy } = runner;
		const late = device.atMs > slaMs;
		return { ...base, by, reason, late, labels, model: { name, version, accuracy, provider } };
	}
	throw new NoAnswerError(requestId, errorOf(cloud), errorOf(device));
}

function errorOf<T>(lane: Lane<T>): Error | null {
	return lane.state === "failed" ? lane.error : null;
}

function decimal(value: number): string {
	return String(Number(value.toFixed(3)));
}
