import { ClientNetworks, clampNetwork, estimateNetwork, type NetworkEstimate } from "@mdinference/network";
import { type Execution, ModelProfile } from "@mdinference/profile";
import { budget, type Candidate, checkCandidate, mdinference, type Selection } from "@mdinference/selection";
import { type Random, seededRandom } from "@mdinference/stats";

/** A model under control. */
export interface ControlledModel {
	/** Task whose models are functionally equivalent. */
	task: string;
	/** Name, unique in the task. */
	name: string;
	/** Published top-1 accuracy, in [0, 1]. */
	accuracy: number;
}

/** What a controller is made of. */
export interface ControllerOptions {
	/** The models of all tasks. */
	models: readonly ControlledModel[];
	/** Seed of the random numbers, one of which each selection draws. */
	seed: number;
	/** Sharpness of the policy, see {@link MdinferenceInput}. Default: 1, as the paper prints it. */
	sharpness?: number;
}

/** What is known of a request when its model is chosen. */
export interface SelectionRequest {
	/** Tsla, in milliseconds. */
	slaMs: number;
	/** Tinput: from the headers to the last byte of the body, in milliseconds. */
	uploadMs: number;
	/** When the last byte had arrived, in milliseconds of any clock. */
	arrivedAtMs: number;
	/** Network time of the client's previous request by its own measurement, in milliseconds. */
	previousNetworkMs?: number | undefined;
	/** When the client sent this request, by its own clock, in milliseconds. */
	sentAtMs?: number | undefined;
	/** The client's id: without it nothing is remembered of its network. */
	clientId?: string | undefined;
}

/** A selection with all that it was made from. */
export interface ControlledSelection extends Selection {
	/** Name of the policy. */
	readonly policy: string;
	/** Tnw, and where the estimate came from. */
	readonly network: NetworkEstimate;
	/** Tbudget, in milliseconds. */
	readonly budgetMs: number;
	/** What was known of every model of the task at that moment. */
	readonly known: readonly Candidate[];
}

/** Thrown for a task or model that is not under control. */
export class UnknownModelError extends Error {
	/** The task. */
	readonly task: string;
	/** The model; undefined where the task itself is unknown. */
	readonly model: string | undefined;

	/** Names what is unknown. */
	constructor(task: string, model?: string) {
		super(model === undefined ? `there is no task "${task}"` : `task "${task}" has no model "${model}"`);
		this.name = "UnknownModelError";
		this.task = task;
		this.model = model;
	}
}

interface Task {
	readonly profiles: Map<string, ModelProfile>;
	candidates: readonly Candidate[];
	publishedAtMs: number;
	isStale: boolean;
}

/** A snapshot serves requests for this long: what a moment teaches changes no choice. */
const snapshotMs = 20;

const policyName = "mdinference";

/**
 * The online learning controller: `observe()` learns, `select()` chooses from an immutable snapshot of what was learned.
 * Neither waits, locks or touches a disk.
 *
 * @example
 * ```ts
 * import { Controller } from "@mdinference/controller";
 *
 * const models = [
 * 	{ task: "characters", name: "nano", accuracy: 0.6 },
 * 	{ task: "characters", name: "large", accuracy: 0.95 },
 * ];
 * const controller = new Controller({ models, seed: 1 });
 * for (let atMs = 0; atMs < 10; atMs++) {
 * 	controller.observe("characters", "nano", { serviceMs: 1, cold: false, atMs });
 * 	controller.observe("characters", "large", { serviceMs: 60, cold: false, atMs });
 * }
 * const upload = { uploadMs: 50, arrivedAtMs: 10 };
 * const ample = controller.select("characters", { slaMs: 250, ...upload });
 * if (ample.model !== "large" || ample.budgetMs !== 150) throw new Error("250 - 2 x 50 ms are enough for 60 ms");
 * if (controller.select("characters", { slaMs: 150, ...upload }).model !== "nano") throw new Error("50 ms are not");
 * ```
 */
export class Controller {
	readonly #tasks = new Map<string, Task>();
	readonly #networks = new ClientNetworks();
	readonly #random: Random;
	readonly #sharpness: number;

	/**
	 * Starts with the published accuracies and without samples.
	 *
	 * @throws {InvalidCandidateError} for an accuracy outside [0, 1]
	 */
	constructor(options: ControllerOptions) {
		this.#random = seededRandom(options.seed);
		this.#sharpness = options.sharpness ?? 1;
		for (const { task, name, accuracy } of options.models) {
			const entry = this.#tasks.get(task) ?? newTask();
			entry.profiles.set(name, new ModelProfile({ accuracy: checkAccuracy(name, accuracy) }));
			this.#tasks.set(task, entry);
		}
	}

	/**
	 * Estimates a request's network time and chooses a model for what that leaves of its SLA.
	 *
	 * @throws {UnknownModelError} for a task that is not there
	 * @throws {InvalidTimeError} for a time that is none
	 */
	select(task: string, request: SelectionRequest): ControlledSelection {
		const candidates = snapshot(this.#task(task), request.arrivedAtMs);
		const network = this.#estimate(request);
		const { budgetMs } = budget(request.slaMs, network.networkMs);
		const selection = mdinference(candidates, {
			budgetMs,
			random: this.#random,
			sharpness: this.#sharpness,
		});
		return { ...selection, policy: policyName, network, budgetMs, known: candidates };
	}

	/**
	 * Learns from a run of a model; a selection 20 ms later at the latest knows it.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 * @throws {NotFiniteError} for a time that is NaN or infinite; nothing is learned
	 */
	observe(task: string, model: string, execution: Execution): void {
		this.profile(task, model).observe(execution);
		this.#task(task).isStale = true;
	}

	/**
	 * What is known of a model now.
	 *
	 * @throws {UnknownModelError} for a task or model that is not there
	 */
	profile(task: string, model: string): ModelProfile {
		const profile = this.#task(task).profiles.get(model);
		if (profile === undefined) throw new UnknownModelError(task, model);
		return profile;
	}

	#estimate(request: SelectionRequest): NetworkEstimate {
		const { slaMs, uploadMs, previousNetworkMs, clientId } = request;
		if (clientId === undefined) return estimateNetwork({ slaMs, uploadMs, clientMs: previousNetworkMs });
		// One wild claim would outweigh dozens of sound ones in the smoothed time: it is bounded before, not after.
		const claim = previousNetworkMs === undefined ? undefined : clampNetwork(previousNetworkMs, request);
		const evidence = this.#networks.observe(clientId, { ...request, previousNetworkMs: claim });
		return estimateNetwork({ slaMs, uploadMs, ...evidence });
	}

	#task(name: string): Task {
		const task = this.#tasks.get(name);
		if (task === undefined) throw new UnknownModelError(name);
		return task;
	}
}

function newTask(): Task {
	return { profiles: new Map(), candidates: [], publishedAtMs: Number.NaN, isStale: true };
}

/** What is known of a task's models; made anew where something was learned since, but not for every request. */
function snapshot(task: Task, nowMs: number): readonly Candidate[] {
	const isRecent = Math.abs(nowMs - task.publishedAtMs) < snapshotMs;
	if (task.isStale && !isRecent) {
		task.candidates = [...task.profiles].map(([name, profile]) => candidate(name, profile));
		task.publishedAtMs = nowMs;
		task.isStale = false;
	}
	return task.candidates;
}

function candidate(name: string, { accuracy, service }: ModelProfile): Candidate {
	const { meanMs, stdMs, samples } = service;
	return checkCandidate({ name, accuracy, meanMs, stdMs, samples });
}

function checkAccuracy(name: string, accuracy: number): number {
	return checkCandidate({ name, accuracy, meanMs: 0, stdMs: 0, samples: 0 }).accuracy;
}
