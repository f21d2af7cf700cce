import { randomUUID } from "node:crypto";
import { type Controller, minSamples } from "@mdinference/controller";
import { type ExecutionRecord, type OutcomeLog, readReplay } from "@mdinference/feedback";
import type { InferencePool, ZooModel } from "@mdinference/inference";

/** What the profiles are learned with. */
export interface LearnOptions {
	/** The models. */
	models: readonly ZooModel[];
	/** Runs them. */
	pool: InferencePool;
	/** Learns. */
	controller: Controller;
	/** Keeps the measured runs. */
	log: OutcomeLog;
	/** The outcome log's file. */
	databasePath: string;
	/** Name of this machine: what was learned on another one says little here. */
	hostName: string;
}

/**
 * Takes up what earlier runs on this machine taught, then measures every model once more: 30 warm runs or 0.3 s each,
 * but enough for a mean that the selection trusts.
 *
 * @returns how many earlier runs were read from the database
 */
export async function learnProfiles(options: LearnOptions): Promise<number> {
	const { models, pool, controller, log, databasePath, hostName } = options;
	const remembered = recall(options);
	for (const model of models) {
		const { task, name, version, sha256 } = model.manifest;
		const startedAtMs = Date.now();
		const { coldMs, warmMs } = await pool.profile({ task, model: name }, { minRuns: minSamples });
		const learn = (serviceMs: number, cold: boolean) => {
			controller.observe(task, name, { serviceMs, cold, atMs: startedAtMs });
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
				seq: log.nextSeq(),
			};
			log.record({ execution });
		};
		for (const serviceMs of coldMs) learn(serviceMs, true);
		for (const serviceMs of warmMs) learn(serviceMs, false);
	}
	return remembered;

	function recall({ models }: LearnOptions): number {
		const known = new Map(models.map(({ manifest }) => [manifest.sha256, manifest]));
		let runs = 0;
		for (const event of readReplay({ path: databasePath, host: hostName })) {
			if (event.kind !== "execution" || event.sha256 === null || event.serviceMs === null) continue;
			const { task, model, sha256, serviceMs, queueMs, cold, atMs } = event;
			const manifest = known.get(sha256);
			if (manifest === undefined || manifest.task !== task || manifest.name !== model) continue;
			controller.observe(task, model, { serviceMs, queueMs: queueMs ?? undefined, cold, atMs });
			runs += 1;
		}
		return runs;
	}
}
