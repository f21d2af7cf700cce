import type { LabelReport, TaskView } from "@mdinference/contract";
import type { Answer, CloudReply } from "./answer.ts";
import { answerOf } from "./answer_of.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type ArrivedAnswer, askCloud, CloudError } from "./cloud.ts";
import type { DeviceReply, DeviceRunner, RunnerFamily, RunnerRequest } from "./device_runner.ts";
import { fetchTask } from "./fetch_task.ts";
import { type ClientMode, startsOf } from "./mode.ts";
import type { Outbox } from "./outbox.ts";
import type { Ended } from "./race.ts";
import { randomUuid } from "./random_uuid.ts";
import { reportOf } from "./report_of.ts";
import { type Contestant, type DecidedRace, runRace } from "./run_race.ts";
import { watchForStalls } from "./stall_watch.ts";

/** Longest deadline, in milliseconds, as the contract has it. Its own constant would bring a schema library to the phone. */
export const longestSlaMs = 60_000;

/** What a client is made of. */
export interface ClientOptions {
	/** Base URL of the gateway, e.g. `https://gateway.example`; empty for the page's own origin. */
	gateway: string;
	/** Name of the task, e.g. `characters`. */
	task: string;
	/** Deadline of requests that name none, in milliseconds, above 0 and at most {@link longestSlaMs}. */
	slaMs: number;
	/** Who is asked, and when. Default: `duplicate`. */
	mode?: ClientMode;
	/** Runs a model on this device, or one of several that it chooses by the request; may be set later. Default: none. */
	device?: DeviceRunner | RunnerFamily | null;
	/** Takes the reports and labels to the gateway. Default: none, and nothing is reported. */
	outbox?: Outbox | null;
	/** Whether two answers in time are combined, see {@link combine}. Default: false. */
	combine?: boolean;
	/** Share of the requests whose copy runs at once in the mode `duplicate-late`, in [0, 1]. Default: 0.05. */
	holdout?: number;
	/** How long after the deadline anyone is still waited for, in milliseconds. Default: 10,000. */
	graceMs?: number;
	/** Sends the requests. Default: the global one. */
	fetch?: typeof fetch;
	/** Reads the time. Default: the machine's. */
	clock?: Clock;
	/** Uniform numbers in [0, 1), which choose the holdout. Default: `Math.random`. */
	random?: () => number;
}

/** What one request may ask for. */
export interface InferOptions {
	/** Deadline of this request, in milliseconds, above 0 and at most {@link longestSlaMs}. Default: the client's. */
	slaMs?: number;
	/** Where this request is answered. Default: the client's. */
	mode?: ClientMode;
	/** Gives the request up: the answer's promise rejects with the signal's reason, and nothing is reported. */
	signal?: AbortSignal;
	/** Hears how the cloud ended where that was after the answer, even if it failed. */
	onLateCloud?: (cloud: Ended<CloudReply>) => void;
}

/** What is said of an answer: the right label, or whether it was right, and who says so (default: `user`). */
export type Judgement = { source?: string } & ({ label: string } | { correct: boolean });

/** A client of one task at one gateway. */
export interface Client {
	/** The model or models on this device, or null. May be changed between requests. */
	device: DeviceRunner | RunnerFamily | null;
	/** Asks the gateway for the task; from then on the cloud's answers carry their model's accuracy. */
	describe(options?: { signal?: AbortSignal }): Promise<TaskView>;
	/**
	 * One answer to an image. Rejects with a {@link NoAnswerError} where nobody could give one, and with a `RangeError` for
	 * a deadline that no gateway takes.
	 */
	infer(image: Blob, options?: InferOptions): Promise<Answer>;
	/** Says what was right, by way of the outbox. Resolves with whether that outlives a restart; false without one. */
	judge(requestId: string, judgement: Judgement): Promise<boolean>;
}

/**
 * Makes a client that sends each image to the gateway and to this device, and answers once: with the cloud's answer if
 * it comes by the deadline, else with the device's. A late cloud is waited for all the same: it measures the network
 * for the next request, and can be shown. The modes differ only in when each side starts.
 *
 * `mdi-network-ms` is the network time of the request sent just before this one, for the gateway pairs it with that
 * request's `mdi-sent-at` and smooths it as a new sample. So each measurement is sent at most once, and none is sent
 * where the request before failed, was given up, or is not answered yet, nor one that was taken while this program stood
 * still. A cloud that is asked late is told what is left of the deadline.
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
 * const client = createClient({ gateway: "", task: "characters", slaMs: 5000, device, fetch: offline });
 * const answer = await client.infer(new Blob(["image"]));
 * if (answer.by !== "device" || answer.reason !== "cloud-failed") throw new Error("the device answers offline");
 * ```
 */
export function createClient(options: ClientOptions): Client {
	const { gateway, task, graceMs = 10_000, clock = systemClock, outbox = null } = options;
	const { combine = false, holdout = 0.05, random = Math.random } = options;
	const send: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
	const url = `${gateway}/v1/tasks/${encodeURIComponent(task)}/infer`;
	const clientId = randomUuid();
	const accuracies = new Map<string, number>();
	let previous: { requestId: string; networkMs?: number } | null = null;
	let copies = 0;

	/** Asks the cloud once; remembers what the network took for the next request. */
	async function ask(requestId: string, image: Blob, headers: Record<string, string>, signal: AbortSignal) {
		const sentMs = clock.nowMs();
		const network = previous?.networkMs;
		previous = { requestId };
		const watch = watchForStalls(clock);
		const arrived = await askCloud(url, image, {
			headers: {
				...headers,
				"mdi-request-id": requestId,
				"mdi-sent-at": decimal(clock.unixMs()),
				"mdi-client-id": clientId,
				...(network !== undefined && { "mdi-network-ms": decimal(network) }),
			},
			signal,
			fetch: send,
			nowMs: clock.nowMs,
		}).finally(watch.stop);
		const reply = { ...replyOf(arrived, sentMs), ...(watch.hasStalled() && { stalled: true }) };
		if (previous.requestId === requestId && !reply.stalled)
			previous = { requestId, networkMs: reply.networkMs };
		return { reply, accuracy: accuracies.get(reply.answer.model.name) ?? null };
	}

	const client: Client = {
		device: options.device ?? null,
		async describe({ signal } = {}) {
			const view = await fetchTask(gateway, task, { fetch: send, ...(signal && { signal }) });
			for (const { manifest, profile } of view.models) accuracies.set(manifest.name, profile.accuracy);
			return view;
		},
		async infer(image, { slaMs = options.slaMs, mode = options.mode, signal, onLateCloud } = {}) {
			if (!(slaMs > 0 && slaMs <= longestSlaMs)) {
				throw new RangeError(`slaMs is ${slaMs}; it must be above 0 and at most ${longestSlaMs}.`);
			}
			signal?.throwIfAborted();
			const requestId = randomUuid();
			const startedAtMs = clock.unixMs();
			const runner = runnerFor(client.device, { slaMs, copiesAhead: copies });
			const starts = startsOf(mode ?? "duplicate", {
				slaMs,
				device: runner,
				copiesAhead: copies,
				isHoldout: random() < holdout,
			});
			const cloud: Contestant<CloudReply> = async (stop, elapsedMs) => {
				const startMs = elapsedMs();
				const headers = {
					"mdi-sla-ms": decimal(starts.cloud === "running" ? slaMs : Math.max(1, slaMs - startMs)),
					...(starts.isCovered && runner && { "mdi-device": runner.name }),
				};
				const { reply, accuracy } = await ask(requestId, image, headers, stop);
				return { reply, accuracy, atMs: startMs + reply.elapsedMs };
			};
			let copy = starts.device === "absent" ? 0 : 1;
			copies += copy;
			const copyIsOver = () => {
				copies -= copy;
				copy = 0;
			};
			const device: Contestant<DeviceReply> = async (stop) => {
				if (runner === null) throw new Error("There is no model on this device.");
				const reply = await runner.infer(image, { signal: stop }).finally(copyIsOver);
				return { reply, accuracy: runner.accuracy };
			};
			const facts = { requestId, task, startedAtMs, runner };
			const report = (race: DecidedRace<CloudReply, DeviceReply>) =>
				void outbox?.add({ kind: "outcome", body: reportOf(race, facts) });
			let isSettled = false;
			const race = await runRace<CloudReply, DeviceReply>(
				{ slaMs, ...starts, deviceAccuracy: runner?.accuracy ?? null, combine },
				{ cloud, device },
				{
					deviceStartMs: starts.deviceStartMs,
					graceMs,
					clock,
					signal,
					onLateCloud,
					onSettled: (race) => {
						isSettled = true;
						copyIsOver();
						if (race !== null) report(race);
					},
					timeout: timeoutOf(slaMs + graceMs),
				},
			);
			if (!isSettled) report(race);
			return answerOf(race, facts);
		},
		judge(requestId, { source = "user", ...said }) {
			const body: LabelReport = { requestId, source, labelledAtMs: clock.unixMs(), ...said };
			return outbox === null ? Promise.resolve(false) : outbox.add({ kind: "label", body });
		},
	};
	return client;
}

function runnerFor(device: DeviceRunner | RunnerFamily | null, request: RunnerRequest): DeviceRunner | null {
	return device !== null && "fitting" in device ? device.fitting(request) : device;
}

function replyOf({ answer, arrivedMs, serverMs }: ArrivedAnswer, sentMs: number): CloudReply {
	const elapsedMs = arrivedMs - sentMs;
	const networkMs = Math.max(0, elapsedMs - serverMs);
	return { answer, elapsedMs, networkMs, returnMs: Math.max(0, networkMs - answer.timing.uploadMs) };
}

function timeoutOf(limitMs: number): CloudError {
	return new CloudError("timeout", `There was no answer within ${(limitMs / 1000).toFixed(1)} s.`);
}

function decimal(value: number): string {
	return String(Number(value.toFixed(3)));
}
