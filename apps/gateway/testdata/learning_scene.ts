import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OutcomeLog, openOutcomeLog } from "@mdinference/feedback";
import type { InferencePool, ZooModel } from "@mdinference/inference";
import { onTestFinished } from "vitest";
import { EventHub } from "../event_hub.ts";
import { learnProfiles } from "../learn_profiles.ts";
import { Learning, type LearningOptions } from "../learning.ts";

/** Name of the machine in the log. */
export const hostName = "here";

/** Path of a log that is not there yet; its folder goes with the test. */
export function temporaryLogPath(): string {
	const folder = mkdtempSync(join(tmpdir(), "learning-"));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	return join(folder, "outcomes.sqlite");
}

/** A model of the task "t", with as much of its manifest as is learned by. */
export function sampleModel(name: string, top1: number, sha256 = name): ZooModel {
	const manifest = { task: "t", name, version: "1.0.0", sha256, accuracy: { top1 } };
	return { manifest } as unknown as ZooModel;
}

/** A fast model and a better one. */
export const sampleModels = [sampleModel("fast", 0.7), sampleModel("best", 0.95)];

/** How a learning is set. */
export const sampleConfig: LearningOptions["config"] = {
	seed: 1,
	sharpness: 1,
	policy: "mdinference",
	experiment: undefined,
	workers: 1,
	queueAware: true,
	frozen: false,
	explorationRate: undefined,
};

/** A start that learns from the log alone. */
export interface Started {
	/** The log. */
	log: OutcomeLog;
	/** What was learned. */
	learning: Learning;
	/** Who hears of it. */
	events: EventHub;
}

/** How a start is made. */
export interface StartOptions extends Partial<Pick<LearningOptions, "models" | "config">> {
	/** Runs models that are to be measured. Default: none runs, so that what the start knows is what the log remembers. */
	profile?: InferencePool["profile"];
}

/** Starts as a gateway does, but runs no model. */
export async function startLearning(
	path: string,
	{
		models = sampleModels,
		config = sampleConfig,
		profile = async () => ({ coldMs: [], warmMs: [] }),
	}: StartOptions = {},
): Promise<Started> {
	const log = await openOutcomeLog({
		path,
		host: hostName,
		onError: (error) => {
			throw error;
		},
	});
	const events = new EventHub();
	const pool = { profile } as unknown as InferencePool;
	const learning = new Learning({ models, config, log, databasePath: path, events, hostName });
	await learnProfiles({ models, pool, learning, log, databasePath: path, hostName });
	return { log, learning, events };
}

/** What was learned, but for when it was last published. */
export function learned({ controller }: Learning) {
	const { tasks, ...rest } = controller.snapshot();
	const state = structuredClone(tasks.t!);
	const known = [...state.cloud, ...state.device].map(({ name, profile, watch, seenAtMs, pinned }) => ({
		name,
		profile,
		watch,
		seenAtMs,
		pinned,
	}));
	return { known, overhead: state.overhead, boostedUntilMs: state.boostedUntilMs, ...rest };
}
