import type { DriftEventRecord, ProfileVersionRecord } from "../profile_records.ts";

/** A refreshed profile of model-7. */
export function exampleVersion(
	version: number,
	change: Partial<ProfileVersionRecord> = {},
): ProfileVersionRecord {
	return {
		host: "gateway-1",
		task: "characters",
		model: "model-7",
		version,
		cause: "refresh",
		atMs: 1_700_000_000_000 + version,
		meanMs: 7.5,
		stdMs: 0.25,
		p95Ms: 8.5,
		samples: 29.5,
		accuracy: 0.875,
		labels: 52,
		evidence: null,
		state: { mean: 7.5 },
		seq: null,
		...change,
	};
}

/** An alarm on the service time of model-7. */
export function exampleDrift(eventId: string, change: Partial<DriftEventRecord> = {}): DriftEventRecord {
	return {
		eventId,
		host: "gateway-1",
		task: "characters",
		model: "model-7",
		place: "cloud",
		scope: "service",
		detector: "cusum",
		direction: "up",
		statistic: 10.5,
		threshold: 10,
		samples: 412,
		recent: 17,
		profileVersion: 13,
		atMs: 1_700_000_000_013,
		evidence: { beforeMs: 7.5, afterMs: 22.5 },
		...change,
	};
}
