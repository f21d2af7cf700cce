import {
	LatencyProfile,
	type LatencyState,
	ModelProfile,
	type ModelProfileState,
} from "@mdinference/profile";
import {
	type Candidate,
	type Decision,
	makeDecision,
	type PreparedCandidates,
	prepareCandidates,
} from "@mdinference/selection";
import { laterOf } from "@mdinference/stats";
import type { ControllerEvent, Evidence, Place, ProfileCause, ProfileVersion } from "./events.ts";
import { explainVersion } from "./explain.ts";
import { ModelWatch, type WatchOptions, type WatchState } from "./model_watch.ts";
import { UnknownModelError } from "./unknown_model_error.ts";

/** A model of a task, in the cloud or on devices. */
export interface WatchedModel {
	/** What is known of it. */
	readonly profile: ModelProfile;
	/** Watches it for change. */
	readonly watch: ModelWatch;
	/** When it ran last, in milliseconds; negative infinity before. */
	seenAtMs: number;
	/** Its profile as selections know it whatever is learned, while it is pinned. */
	pinned: ModelProfile | null;
	/**
	 * Its profile as selections know it while it is not pinned, where choices are frozen: what was known at the start, or what
	 * it was rolled back to since.
	 */
	frozen: ModelProfile | null;
	/** Whether something was learned of it since its last version. */
	changed: boolean;
}

/** A snapshot of one model. */
export interface ModelState {
	/** Its name. */
	name: string;
	/** Its profile. */
	profile: ModelProfileState;
	/** Its watch. */
	watch: WatchState;
	/** When it ran last; null before. */
	seenAtMs: number | null;
	/** The profile that it is pinned to. */
	pinned: ModelProfileState | null;
	/** Whether something was learned since its last version. */
	changed: boolean;
	/** What selections know of it. */
	known: Candidate;
}

/** A snapshot of one task. */
export interface TaskState {
	/** Number of its newest version. */
	version: number;
	/** When that was published; null before the first. */
	publishedAtMs: number | null;
	/** Until when exploration is boosted. */
	boostedUntilMs: number | null;
	/** What a request takes beside its queue and its model. */
	overhead: LatencyState;
	/** The models in the cloud. */
	cloud: ModelState[];
	/** The models on devices. */
	device: ModelState[];
}

/** What a controller knows of one task: its models, and what selections know of them, which changes with each version. */
export class ControlledTask {
	/** Its name. */
	readonly name: string;
	/** The models in the cloud, by name, in the order of the candidates. */
	readonly cloud: Map<string, WatchedModel> = new Map();
	/** The models on devices, by name. */
	readonly device: Map<string, WatchedModel> = new Map();
	/** What a request takes beside its queue and its model, in milliseconds: decoding, mostly. */
	readonly overhead: LatencyProfile = new LatencyProfile();
	/** Until when exploration is boosted, in milliseconds. */
	boostedUntilMs: number = Number.NEGATIVE_INFINITY;
	/** Number of the newest version. */
	version = 0;
	/** When that was published, in milliseconds; events of up to a minute earlier do not move it back. */
	publishedAtMs: number = Number.NEGATIVE_INFINITY;
	readonly #watchOptions: Omit<WatchOptions, "accuracy">;
	#frozenOverhead: LatencyProfile | null = null;
	#known: PreparedCandidates | undefined;
	#decision: Decision = makeDecision(0);
	#stale: Uint8Array = new Uint8Array(0);

	/** Starts without models. */
	constructor(name: string, watchOptions: Omit<WatchOptions, "accuracy">) {
		this.name = name;
		this.#watchOptions = watchOptions;
	}

	/** Adds a model, in the cloud and as one that devices may run. */
	add(name: string, accuracy: number): void {
		for (const place of [this.cloud, this.device]) {
			place.set(name, {
				profile: new ModelProfile({ accuracy }),
				watch: new ModelWatch({ ...this.#watchOptions, accuracy }),
				seenAtMs: Number.NEGATIVE_INFINITY,
				pinned: null,
				frozen: null,
				changed: true,
			});
		}
		this.#known = undefined;
	}

	/**
	 * One of its models.
	 *
	 * @throws {UnknownModelError} for one that is not there
	 */
	model(name: string, place: Place): WatchedModel {
		const model = this[place].get(name);
		if (model === undefined) throw new UnknownModelError(this.name, name);
		return model;
	}

	/** What selections know of the models. */
	get known(): PreparedCandidates {
		this.#known ??= prepareCandidates([...this.cloud].map(([name, model]) => candidateOf(name, model)));
		return this.#known;
	}

	/** The overhead as selections know it. */
	get knownOverhead(): LatencyProfile {
		return this.#frozenOverhead ?? this.overhead;
	}

	/** Whether something that is to become known was learned of its models in the cloud since their last versions. */
	get changed(): boolean {
		return [...this.cloud.values()].some((model) => model.changed && model.pinned === null);
	}

	/** From now on selections know what they know now, whatever is learned; an operator may still change it by the model. */
	freeze(): void {
		for (const model of [...this.cloud.values(), ...this.device.values()]) {
			model.frozen ??= knownProfile(model).copy();
		}
		if (this.#frozenOverhead !== null) return;
		this.#frozenOverhead = new LatencyProfile();
		this.#frozenOverhead.restore(this.overhead.snapshot());
	}

	/** Room for a mark a model, in the order of the candidates. */
	get stale(): Uint8Array {
		if (this.#stale.length !== this.cloud.size) this.#stale = new Uint8Array(this.cloud.size);
		return this.#stale;
	}

	/** Room for one decision, which the next one overwrites. */
	get decision(): Decision {
		if (this.#decision.probabilities.length !== this.cloud.size)
			this.#decision = makeDecision(this.cloud.size);
		return this.#decision;
	}

	/**
	 * Makes what was learned known to selections, as the task's next version. `reasons` gives the models whose version has
	 * another cause than the others.
	 */
	publish(
		atMs: number,
		cause: ProfileCause,
		reasons: ReadonlyMap<
			string,
			{ cause: ProfileCause; evidence: Evidence | null; explanation?: string }
		> = new Map(),
	): ControllerEvent[] {
		const before = new Map(this.#known?.candidates.map((candidate) => [candidate.name, candidate]));
		const isFirst = this.version === 0;
		this.version += 1;
		this.publishedAtMs = laterOf(this.publishedAtMs, atMs);
		const events: ControllerEvent[] = [];
		for (const [name, model] of this.cloud) {
			const reason = reasons.get(name);
			// What is learned of a pinned model becomes known when it is let go.
			const isKept = model.frozen !== null || (model.pinned !== null && cause === "refresh");
			if (!reason && (!model.changed || isKept)) continue;
			model.changed = false;
			const candidate = candidateOf(name, model);
			const profile = knownProfile(model);
			const version: ProfileVersion = {
				task: this.name,
				model: name,
				version: this.version,
				cause: reason?.cause ?? cause,
				explanation:
					reason?.explanation ??
					explainVersion(isFirst ? undefined : before.get(name), { ...candidate, labels: profile.labels }),
				atMs,
				service: profile.service.summary(),
				accuracy: candidate.accuracy,
				labels: profile.labels,
				pinned: model.pinned !== null,
				evidence: reason?.evidence ?? null,
				state: profile.snapshot(),
			};
			events.push({ type: "profile-version", version });
		}
		this.#known = prepareCandidates([...this.cloud].map(([name, model]) => candidateOf(name, model)));
		return events;
	}

	/** All that was learned. */
	snapshot(): TaskState {
		const known = new Map(this.known.candidates.map((candidate) => [candidate.name, candidate]));
		const stateOf = ([name, model]: [string, WatchedModel]): ModelState => ({
			name,
			profile: model.profile.snapshot(),
			watch: model.watch.snapshot(),
			seenAtMs: finiteOrNull(model.seenAtMs),
			pinned: model.pinned?.snapshot() ?? null,
			changed: model.changed,
			known: known.get(name)!,
		});
		return {
			version: this.version,
			publishedAtMs: finiteOrNull(this.publishedAtMs),
			boostedUntilMs: finiteOrNull(this.boostedUntilMs),
			overhead: this.overhead.snapshot(),
			cloud: [...this.cloud].map(stateOf),
			device: [...this.device].map(stateOf),
		};
	}

	/** Goes on where a snapshot was taken, but for models that are gone, and those of which there was none. */
	restore(state: TaskState): void {
		this.version = state.version;
		this.publishedAtMs = state.publishedAtMs ?? Number.NEGATIVE_INFINITY;
		this.boostedUntilMs = state.boostedUntilMs ?? Number.NEGATIVE_INFINITY;
		this.overhead.restore(state.overhead);
		const known = new Map<string, Candidate>();
		for (const [models, states] of [
			[this.cloud, state.cloud],
			[this.device, state.device],
		] as const) {
			for (const { name, profile, watch, seenAtMs, pinned, changed, known: candidate } of states) {
				const model = models.get(name);
				if (model === undefined) continue;
				model.profile.restore(profile);
				model.watch.restore(watch);
				model.seenAtMs = seenAtMs ?? Number.NEGATIVE_INFINITY;
				// Checkpoints once kept of a pin no profile, but readings alone.
				model.pinned = pinned && model.profile.copy("service" in pinned ? pinned : profile);
				model.changed = changed;
				if (models === this.cloud) known.set(name, candidate);
			}
		}
		this.#known = prepareCandidates(
			[...this.cloud].map(([name, model]) => known.get(name) ?? candidateOf(name, model)),
		);
	}
}

/** The profile that selections are to know of a model now. */
export function knownProfile({ profile, pinned, frozen }: WatchedModel): ModelProfile {
	return pinned ?? frozen ?? profile;
}

/** What a selection is to know of a model now. */
export function candidateOf(name: string, model: WatchedModel): Candidate {
	const { service, accuracy } = knownProfile(model);
	return { name, accuracy, meanMs: service.meanMs, stdMs: service.stdMs, samples: service.samples };
}

function finiteOrNull(value: number): number | null {
	return Number.isFinite(value) ? value : null;
}
