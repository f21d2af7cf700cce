import { randomUUID } from "node:crypto";
import { type ControllerState, minSamples } from "@mdinference/controller";
import {
	type ExecutionRecord,
	type OutcomeLog,
	type ReplayEvent,
	readLearned,
	readReplay,
} from "@mdinference/feedback";
import type { InferencePool, ZooModel } from "@mdinference/inference";
import type { ModelProfileState } from "@mdinference/profile";
import type { Learning } from "./learning.ts";
import { driftOf, isOfFile, versionOf } from "./learning_records.ts";

/** What the profiles are learned with. */
export interface LearnOptions {
	/** The models. */
	models: readonly ZooModel[];
	/** Runs them. */
	pool: InferencePool;
	/** Learns. */
	learning: Learning;
	/** Keeps the measured runs. */
	log: OutcomeLog;
	/** The outcome log's file. */
	databasePath: string;
	/** Name of this machine: what was learned on another one says little here. */
	hostName: string;
}

/** Runs of a model that is known already. */
const warmUpRuns = 3;

/**
 * Takes up what earlier starts on this machine taught, as it was, and runs every model. One that is not known well enough to
 * be chosen gets its first profile: 30 warm runs or 0.3 s, but enough for a mean that the selection trusts. One that an alarm
 * left runs as often, until that shows that it is back. Any other is only warmed up: runs with requests have said better what
 * it takes, but for its cold start, which is learned at each start. In the end what is known of each model is its newest
 * version.
 *
 * @returns how many runs and labels were read from the database, beyond its newest checkpoint
 */
export async function learnProfiles(options: LearnOptions): Promise<number> {
	const remembered = recall(options);
	const { models, pool, learning, log, hostName } = options;
	const { controller } = learning;
	for (const model of models) {
		const { task, name, version, sha256 } = model.manifest;
		const isNew = controller.profile(task, name).service.samples < minSamples;
		const isMeasured = () => isNew || controller.isLeft(task, name);
		const startedAtMs = Date.now();
		const runs = isMeasured() ? { minRuns: minSamples } : { runs: warmUpRuns };
		const { coldMs, warmMs } = await pool.profile({ task, model: name }, runs);
		const take = (serviceMs: number, cold: boolean) => {
			const learns = cold || isMeasured();
			const execution: ExecutionRecord = {
				requestId: randomUUID(),
				task,
				model: name,
				modelVersion: version,
				sha256,
				place: "cloud",
				cause: "profiling",
				status: "ok",
				censored: false,
				cold,
				startedAtMs,
				queueMs: null,
				decodeMs: null,
				serviceMs,
				totalMs: null,
				topLabel: null,
				confidence: null,
				error: null,
				provider: null,
				host: hostName,
				seq: learns ? log.nextSeq() : null,
			};
			if (learns) controller.observe(task, name, { serviceMs, cold, idle: true, atMs: startedAtMs });
			log.record({ execution });
		};
		for (const serviceMs of coldMs) take(serviceMs, true);
		for (const serviceMs of warmMs) take(serviceMs, false);
	}
	controller.publish(Date.now());
	return remembered;
}

/** Replays what the log has of this machine. */
function recall({ learning, databasePath: path, hostName: host }: LearnOptions): number {
	let count = 0;
	for (const event of readReplay({ path, host })) {
		if (event.kind !== "checkpoint") count += 1;
		// A verdict without a place was on disk but not learned when the end came.
		if (event.kind === "verdict" && event.seq === null) {
			learning.learnLesson(event.lesson, true);
		} else learning.replay(() => again(event, learning));
	}
	const { versions, alarms } = readLearned({ path, host });
	// Where the state is forgotten, nothing says of which file of the model the version is.
	const known = versions.map(versionOf).filter((version) => version !== null);
	learning.remember(known, alarms.map(driftOf));
	return count;
}

/** Does again what an event of the log says. What concerns another file of a model is passed over. */
function again(event: ReplayEvent, learning: Learning): void {
	const { controller } = learning;
	if (event.kind === "checkpoint") {
		restore(event.state, learning);
		return;
	}
	if (event.kind === "verdict") {
		learning.learnLesson(event.lesson, false);
		return;
	}
	const { task, model, atMs } = event;
	const sha256 = learning.sha256(task, model);
	if (sha256 === undefined) return;
	if (event.kind === "version") {
		if (!isOfFile(event.state, sha256)) return;
		const state = event.state as ModelProfileState | null;
		// The version says what it was pinned to: of frozen choices nothing else does.
		if (event.cause === "pin") controller.pin(task, model, atMs, state ?? undefined);
		else if (event.cause === "unpin") controller.unpin(task, model, atMs);
		else if (event.cause === "rollback" && state !== null) {
			const { pinned, readings } = event.evidence as { pinned: boolean; readings: { version: number } };
			controller.rollback(task, model, { version: readings.version, state, atMs, pin: pinned });
		}
		return;
	}
	if (event.sha256 !== null && event.sha256 !== sha256) return;
	const { place, cause, serviceMs, queueMs, totalMs, cold, censored } = event;
	const overheadMs =
		totalMs === null || serviceMs === null ? undefined : Math.max(0, totalMs - (queueMs ?? 0) - serviceMs);
	controller.observe(task, model, {
		place,
		serviceMs: serviceMs ?? undefined,
		queueMs: queueMs ?? undefined,
		overheadMs,
		cold,
		censored,
		idle: cause === "profiling",
		atMs,
	});
}

/** A checkpoint's state; what it knows of another file of a model is left out. */
function restore(state: object, learning: Learning): void {
	const { schema, sha256s, controller } = state as {
		schema?: number;
		sha256s: Record<string, string>;
		controller: ControllerState;
	};
	if (schema !== 1) return;
	for (const [task, taskState] of Object.entries(controller.tasks)) {
		const isSame = ({ name }: { name: string }) => learning.sha256(task, name) === sha256s[`${task}/${name}`];
		taskState.cloud = taskState.cloud.filter(isSame);
		taskState.device = taskState.device.filter(isSame);
	}
	learning.controller.restore(controller);
}
