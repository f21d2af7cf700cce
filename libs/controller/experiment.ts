import { type PolicyName, policyNames } from "@mdinference/selection";

/** A comparison of policies on live traffic: each client gets one of them, always the same. */
export interface Experiment {
	/** Its name: another one deals the clients anew. */
	name: string;
	/** The policies, each with the share of the clients that it gets; the shares sum to 1. */
	arms: readonly {
		/** Name of the policy. */
		policy: PolicyName;
		/** Its share, in (0, 1]. */
		share: number;
	}[];
}

/** What a decision says of the experiment that it was part of. */
export interface ExperimentArm {
	/** Name of the experiment. */
	name: string;
	/** The arm: the name of its policy. */
	arm: string;
	/** The policies of all arms. */
	policies: readonly string[];
}

/** Thrown for an experiment that cannot be run. */
export class InvalidExperimentError extends Error {
	/** Says what is wrong with it. */
	constructor(problem: string) {
		super(`The experiment ${problem}.`);
		this.name = "InvalidExperimentError";
	}
}

/**
 * Refuses an experiment whose shares do not sum to 1, or with a policy that does not exist.
 *
 * @returns the experiment itself
 * @throws {InvalidExperimentError}
 */
export function checkExperiment(experiment: Experiment): Experiment {
	const total = experiment.arms.reduce((sum, { share }) => sum + share, 0);
	if (!(Math.abs(total - 1) < 1e-9))
		throw new InvalidExperimentError(`has shares that sum to ${total}, not 1`);
	for (const { policy, share } of experiment.arms) {
		if (!(share > 0)) throw new InvalidExperimentError(`gives ${policy} a share of ${share}, not above 0`);
		if (!policyNames.includes(policy))
			throw new InvalidExperimentError(`names ${policy}, which is no policy`);
	}
	return experiment;
}

/**
 * The arm of a unit (a client, or a request without one): the same for the same unit and experiment, on every gateway.
 *
 * @param unit its id
 * @returns the policy of the arm
 *
 * @example
 * ```ts
 * import { armOf, type Experiment } from "@mdinference/controller";
 *
 * const experiment: Experiment = {
 * 	name: "value-1",
 * 	arms: [{ policy: "mdinference", share: 0.5 }, { policy: "value", share: 0.5 }],
 * };
 * if (armOf(experiment, "phone-7") !== armOf(experiment, "phone-7")) throw new Error("a client stays in its arm");
 * ```
 */
export function armOf({ name, arms }: Experiment, unit: string): PolicyName {
	let left = uniformHash(`${name}\n${unit}`);
	let last = arms[0]!.policy;
	for (const { policy, share } of arms) {
		last = policy;
		left -= share;
		if (left < 0) break;
	}
	return last;
}

/**
 * A number in [0, 1) that follows from a text alone: FNV-1a, whose bits are then mixed, as its low ones are weak.
 *
 * @see Fowler, Noll and Vo, http://www.isthe.com/chongo/tech/comp/fnv/; the mixing is MurmurHash3's by Appleby
 */
function uniformHash(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0) / 4294967296;
}
