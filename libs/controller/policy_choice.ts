import {
	createPolicy,
	type Policy,
	type PolicyName,
	policyNames,
	UnknownPolicyError,
} from "@mdinference/selection";
import { armOf, checkExperiment, type Experiment, type ExperimentArm } from "./experiment.ts";

/** The policy of a request, and the experiment that dealt it. */
export interface ChosenPolicy {
	/** The policy. */
	policy: Policy;
	/** The experiment; null outside one. */
	experiment: ExperimentArm | null;
}

/** Says which policy chooses for a request: the one that it names, else its arm's in an experiment, else the usual one. */
export class PolicyChoice {
	readonly #policies: ReadonlyMap<PolicyName, Policy>;
	readonly #usual: Policy;
	readonly #experiment: Experiment | undefined;

	/**
	 * @throws {InvalidExperimentError} for an experiment that cannot be run
	 * @throws {UnknownPolicyError} for a policy that does not exist
	 */
	constructor(options: { policy: PolicyName; sharpness: number; experiment: Experiment | undefined }) {
		const { policy, sharpness, experiment } = options;
		this.#policies = new Map(policyNames.map((name) => [name, createPolicy(name, { sharpness })]));
		this.#usual = this.#named(policy);
		this.#experiment = experiment && checkExperiment(experiment);
	}

	/** The policy of a request. A client stays in its arm; a request without a client is dealt by its own id. */
	of(request: {
		policy?: PolicyName | undefined;
		clientId?: string | undefined;
		requestId?: string | undefined;
	}): ChosenPolicy {
		if (request.policy !== undefined) return { policy: this.#named(request.policy), experiment: null };
		const unit = request.clientId ?? request.requestId;
		if (this.#experiment === undefined || unit === undefined)
			return { policy: this.#usual, experiment: null };
		const arm = armOf(this.#experiment, unit);
		const { name, arms } = this.#experiment;
		return {
			policy: this.#named(arm),
			experiment: { name, arm, policies: arms.map(({ policy }) => policy) },
		};
	}

	#named(name: PolicyName): Policy {
		const policy = this.#policies.get(name);
		if (policy === undefined) throw new UnknownPolicyError(name);
		return policy;
	}
}
