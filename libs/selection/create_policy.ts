import { createClairvoyant } from "./clairvoyant.ts";
import { createMdinference, type MdinferenceOptions } from "./mdinference.ts";
import type { Policy, PolicyName } from "./policy.ts";
import { createPureRandom } from "./pure_random.ts";
import { createRelatedAccurate } from "./related_accurate.ts";
import { createRelatedRandom } from "./related_random.ts";
import { createStaticAccuracy } from "./static_accuracy.ts";
import { createStaticGreedy } from "./static_greedy.ts";
import { createStaticLatency } from "./static_latency.ts";
import { createValue } from "./value.ts";

const creators: { readonly [Name in PolicyName]: (options: MdinferenceOptions) => Policy } = {
	mdinference: createMdinference,
	"static-greedy": createStaticGreedy,
	"static-latency": createStaticLatency,
	"static-accuracy": createStaticAccuracy,
	"pure-random": createPureRandom,
	"related-random": createRelatedRandom,
	"related-accurate": createRelatedAccurate,
	value: createValue,
	clairvoyant: createClairvoyant,
};

/** The names of all policies. */
export const policyNames: readonly PolicyName[] = Object.keys(creators) as PolicyName[];

/** Thrown when there is no policy of a name. */
export class UnknownPolicyError extends Error {
	/** The name that was asked for. */
	readonly policy: string;

	/** Names what was asked for and what there is. */
	constructor(policy: string) {
		super(`there is no policy ${JSON.stringify(policy)}; there are ${policyNames.join(", ")}`);
		this.name = "UnknownPolicyError";
		this.policy = policy;
	}
}

/**
 * Makes a policy by its name.
 *
 * @param name one of {@link policyNames}
 * @param options `sharpness`, which `mdinference` alone reads
 * @throws {UnknownPolicyError} if there is none of that name
 * @throws {InvalidSharpnessError} for a sharpness that is not above 0
 *
 * @example
 * ```ts
 * import { createPolicy, policyNames } from "@mdinference/selection";
 *
 * for (const name of policyNames) if (createPolicy(name).name !== name) throw new Error("each knows its name");
 * ```
 */
export function createPolicy(name: string, options: MdinferenceOptions = {}): Policy {
	if (!isPolicyName(name)) throw new UnknownPolicyError(name);
	return creators[name](options);
}

/** Whether there is a policy of this name. */
export function isPolicyName(name: string): name is PolicyName {
	return Object.hasOwn(creators, name);
}
