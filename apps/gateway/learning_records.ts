import type { DriftEvent, Evidence, ProfileVersion } from "@mdinference/controller";
import type { DriftEventRecord, ProfileVersionRecord } from "@mdinference/feedback";
import { ModelProfile, type ModelProfileState } from "@mdinference/profile";

/** What a version's column `evidence` holds beside the readings. */
interface VersionEvidence {
	explanation: string;
	pinned: boolean;
	readings: Evidence | null;
}

/** What an alarm's column `evidence` holds beside the readings. */
interface DriftEvidence {
	explanation: string;
	readings: Evidence;
}

/** What a version's column `state` holds: all that restores the profile, and the file of the model that it is of. */
interface VersionState extends ModelProfileState {
	/** SHA-256 of the file; absent in versions that were written before it was kept. */
	sha256?: string;
}

/**
 * Whether a version is of this file of its model: another file is another model, whatever its name. A version that does not
 * say is taken to be, for nothing else in its row tells.
 *
 * @param state the version's, as the log keeps it
 * @param sha256 of the file
 */
export function isOfFile(state: object | null, sha256: string): boolean {
	const written = (state as VersionState | null)?.sha256;
	return written === undefined || written === sha256;
}

/** A profile version, of the file with this SHA-256, as the log keeps it. */
export function versionRecord(
	version: ProfileVersion,
	{ host, seq, sha256 }: { host: string; seq: number | null; sha256: string },
): ProfileVersionRecord {
	const { task, model, cause, atMs, service, accuracy, labels, explanation, pinned, evidence, state } =
		version;
	return {
		host,
		task,
		model,
		version: version.version,
		cause,
		atMs,
		meanMs: service?.meanMs ?? null,
		stdMs: service?.stdMs ?? null,
		p95Ms: service?.p95Ms ?? null,
		samples: service?.samples ?? 0,
		accuracy,
		labels,
		evidence: { explanation, pinned, readings: evidence } satisfies VersionEvidence,
		state: { ...state, sha256 } satisfies VersionState,
		seq,
	};
}

/** The profile version that a row of the log is; null where its state was forgotten. */
export function versionOf({ state, evidence, ...row }: ProfileVersionRecord): ProfileVersion | null {
	if (state === null) return null;
	const profile = new ModelProfile({ accuracy: row.accuracy });
	profile.restore(state as ModelProfileState);
	const { explanation, pinned, readings } = evidence as VersionEvidence;
	const { task, model, version, cause, atMs, accuracy, labels } = row;
	return {
		task,
		model,
		version,
		cause,
		atMs,
		accuracy,
		labels,
		service: profile.service.summary(),
		explanation,
		pinned,
		evidence: readings,
		state: state as ModelProfileState,
	};
}

/** An alarm as the log keeps it. */
export function driftRecord(
	drift: DriftEvent,
	{ host, eventId }: { host: string; eventId: string },
): DriftEventRecord {
	const { task, model, place, kind, direction, detector, atMs, profileVersion, explanation, evidence } =
		drift;
	const reading = (name: string) => (typeof evidence[name] === "number" ? evidence[name] : 0);
	return {
		eventId,
		host,
		task,
		model,
		place,
		scope: kind === "service-time" ? "service" : kind,
		detector,
		direction,
		statistic: reading("statistic"),
		threshold: reading("threshold"),
		samples: reading("samples"),
		recent: reading("recent"),
		profileVersion,
		atMs,
		evidence: { explanation, readings: evidence } satisfies DriftEvidence,
	};
}

/** The alarm that a row of the log is. */
export function driftOf({ scope, evidence, profileVersion, ...row }: DriftEventRecord): DriftEvent {
	const { explanation, readings } = evidence as DriftEvidence;
	const { task, model, place, direction, detector, atMs } = row;
	return {
		task,
		model,
		place,
		kind: scope === "service" ? "service-time" : scope,
		direction,
		detector,
		explanation,
		atMs,
		profileVersion: profileVersion ?? 0,
		evidence: readings,
	};
}
