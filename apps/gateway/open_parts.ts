import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { OutcomeLogError, openOutcomeLog } from "@mdinference/feedback";
import { createInferencePool, readZoo } from "@mdinference/inference";
import { endedRequests } from "./ended_requests.ts";
import { EventHub } from "./event_hub.ts";
import { learnProfiles } from "./learn_profiles.ts";
import { Learning } from "./learning.ts";
import { Metrics } from "./metrics.ts";
import { OpenDecisions } from "./open_decisions.ts";
import type { GatewayParts } from "./parts.ts";
import type { Config } from "./settings.ts";

/** Parts that are open, with what their opening found. */
export interface OpenParts extends Omit<GatewayParts, "lifecycle"> {
	/** Runs of earlier starts on this machine that the database remembered. */
	remembered: number;
	/** Finishes what runs, writes what waits, and releases everything. */
	close(): Promise<void>;
}

/**
 * Verifies and loads the models, opens the outcome log, and learns from it and from first runs what the models take.
 *
 * @param reportError takes what goes wrong with the log later
 * @throws {ZooError} when a model is missing, altered or not what its manifest says
 * @throws {PoolStartError} when a model cannot be run
 * @throws {OutcomeLogError} when the database cannot be written
 */
export async function openParts(config: Config, reportError: (error: Error) => void): Promise<OpenParts> {
	const models = await readZoo(config.zooFolder);
	const { databasePath, gatewayName: hostName } = config;
	makeFolderOf(databasePath);
	let learning: Learning | undefined;
	const log = await openOutcomeLog({
		path: databasePath,
		onError: reportError,
		onLessons: (lessons) => {
			for (const lesson of lessons) learning?.learnLesson(lesson, true);
		},
		host: hostName,
		labels: Object.fromEntries(models.map(({ manifest }) => [manifest.task, manifest.labels])),
		trustedSources: config.trustedSources,
		keepDays: config.keepDays,
		maxBytes: config.maxLogBytes,
	});
	const pool = await createInferencePool(models, config).catch(closing(log));
	const events = new EventHub();
	learning = new Learning({ models, config, log, databasePath, events, hostName });
	const opening = learnProfiles({ models, pool, learning, log, databasePath, hostName });
	const remembered = await opening.catch(closing(pool, log));
	const ended = await Promise.resolve(databasePath).then(endedRequests).catch(closing(pool, log));
	const checkpoints = setInterval(() => learning.checkpoint(Date.now()), config.checkpointMs);
	const metrics = new Metrics({
		inFlight: () => pool.inFlight,
		logPending: () => log.stats().pending,
		logDropped: () => log.stats().dropped,
	});
	return {
		config,
		models,
		learning,
		events,
		pool,
		log,
		decisions: new OpenDecisions(log, hostName),
		ended,
		metrics,
		hostName,
		remembered,
		async close() {
			clearInterval(checkpoints);
			await pool.close();
			learning.checkpoint(Date.now());
			await log.close();
		},
	};
}

function makeFolderOf(databasePath: string): void {
	try {
		mkdirSync(dirname(databasePath), { recursive: true });
	} catch (cause) {
		throw new OutcomeLogError(databasePath, "no-folder", { detail: (cause as Error).message, cause });
	}
}

/** Closes what was opened before a failure, and lets the failure go on. */
function closing(...opened: { close(): Promise<void> }[]): (error: unknown) => Promise<never> {
	return async (error) => {
		for (const part of opened) await part.close();
		throw error;
	};
}
