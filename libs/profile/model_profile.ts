import { BetaAccuracy, type BetaState } from "@mdinference/stats";
import { type CrossedShare, isBorneOut, isTrusted, type JudgedAnswer } from "./borne_out.ts";
import { doubtedError } from "./doubted_error.ts";
import { LatencyProfile, type LatencyState } from "./latency_profile.ts";

/**
 * Newest verdicts that are kept as they were. An alarm needs some 70 labels for a drop by 20 points: keeping 30 of them
 * beside a prior of 50 would leave the accuracy half way between the published one and the truth.
 */
const keptVerdicts = 256;

/** A run of a model. */
export interface Execution {
	/** Service time: the model's own, without queue and decoding, in milliseconds; absent where it did not get to it. */
	serviceMs?: number | undefined;
	/** Whether the run was given up: its service time is "at least". Default: false. */
	censored?: boolean | undefined;
	/** Time in the queue, in milliseconds; absent for runs that were not requests. */
	queueMs?: number | undefined;
	/** Whether it was the first run after loading. */
	cold: boolean;
	/** When it started, in milliseconds of one clock for all executions. */
	atMs: number;
}

/** What somebody said of an answer. */
export interface Verdict {
	/** Whether it was right. */
	correct: boolean;
	/** Trust in whoever says so, in (0, 1]. Default: 1. */
	weight?: number | undefined;
}

/** A snapshot of a model's profile. */
export interface ModelProfileState {
	/** Service time of warm runs. */
	service: LatencyState;
	/** Time in the queue. */
	queue: LatencyState;
	/** Service time of first runs. */
	cold: LatencyState;
	/** Accuracy. */
	accuracy: BetaState;
	/** The newest verdicts, oldest first: right or wrong, and the trust in it. */
	newest: JudgedAnswer[];
	/**
	 * Verdicts of full trust before those, oldest first: right or wrong. Absent in states that were written before they were kept.
	 */
	earlier?: boolean[];
}

/**
 * What is known of a model at one place of execution. Queue, warm service and cold service are kept apart: otherwise a
 * queue looks like a slow model, and a restart like drift.
 *
 * @example
 * ```ts
 * import { ModelProfile } from "@mdinference/profile";
 *
 * const profile = new ModelProfile({ accuracy: 0.9 });
 * profile.observe({ serviceMs: 40, cold: true, atMs: 0 });
 * profile.observe({ serviceMs: 5, queueMs: 30, cold: false, atMs: 50 });
 * if (profile.service.meanMs !== 5) throw new Error("neither the cold start nor the queue is the model's");
 * ```
 */
export class ModelProfile {
	/** Service time of warm runs. */
	readonly service: LatencyProfile = new LatencyProfile();
	/** Time in the queue. */
	readonly queue: LatencyProfile = new LatencyProfile();
	/** Service time of first runs. */
	readonly cold: LatencyProfile = new LatencyProfile();
	readonly #published: number;
	readonly #accuracy: BetaAccuracy;
	#newest: JudgedAnswer[] = [];
	/** Of full trust, pushed out of the newest by doubted ones, so that 256 of full trust are kept in all. */
	#earlier: boolean[] = [];
	/** Of full trust, among the newest and before. */
	#trustedKept = 0;

	/**
	 * Starts with the published accuracy and without samples.
	 *
	 * @throws {RangeError} for an accuracy outside [0, 1]
	 */
	constructor(options: { accuracy: number }) {
		this.#published = options.accuracy;
		this.#accuracy = new BetaAccuracy({ published: options.accuracy });
	}

	/** A(m), the posterior mean of the top-1 accuracy, in [0, 1]. */
	get accuracy(): number {
		return this.#accuracy.mean;
	}

	/** Weight of the labels behind it, beyond the published accuracy. */
	get labels(): number {
		return this.#accuracy.labels;
	}

	/**
	 * Takes an execution in.
	 *
	 * @throws {NotFiniteError} for NaN and infinities
	 */
	observe(execution: Execution): void {
		const { serviceMs, queueMs, cold, atMs, censored = false } = execution;
		const service = cold ? this.cold : this.service;
		if (serviceMs !== undefined && censored) service.updateCensored(serviceMs, atMs);
		else if (serviceMs !== undefined) service.update(serviceMs, atMs);
		if (queueMs !== undefined) this.queue.update(queueMs, atMs);
	}

	/**
	 * Takes a label in, however late.
	 *
	 * @throws {NotFiniteError} for a weight that is no number
	 * @throws {RangeError} for a weight outside (0, 1]
	 */
	label({ correct, weight = 1 }: Verdict): void {
		this.#accuracy.update(correct, weight);
		this.#newest.push([correct, weight]);
		if (weight === 1) this.#trustedKept++;
		if (this.#newest.length > keptVerdicts) {
			const first = this.#newest.shift()!;
			if (isTrusted(first)) this.#earlier.push(first[0]);
		}
		if (this.#trustedKept > keptVerdicts) {
			this.#earlier.shift();
			this.#trustedKept--;
		}
	}

	/**
	 * The share of errors among the newest verdicts, each by the trust in it: the mean of their {@link doubtedError}.
	 *
	 * @param recent how many to look at; at most 256 are kept
	 * @param expected share of errors to which doubted verdicts are drawn, in [0, 1]; those of full trust are not
	 * @returns a share in [0, 1]; NaN without verdicts
	 */
	recentError(recent: number, expected: number): number {
		const newest = this.#newest.slice(-Math.max(1, Math.floor(recent)));
		const sum = newest.reduce(
			(errors, [correct, weight]) => errors + doubtedError(expected, { correct, weight }),
			0,
		);
		return sum / newest.length;
	}

	/**
	 * Forgets all labels but the newest `recent`, at most 256, after an alarm. Where doubted ones are among these, and those of full
	 * trust do not bear the alarm out by themselves, 256 of full trust stay. The published accuracy stays the prior.
	 *
	 * @param recent how many belong to the new regime
	 * @param crossed the share of errors that the alarm says was crossed
	 */
	cutAccuracy(recent: number, crossed: CrossedShare): void {
		const count = Math.max(1, Math.floor(recent));
		const kept = this.#newest.slice(-count);
		const before = [
			...this.#earlier,
			...this.#newest
				.slice(0, -count)
				.filter(isTrusted)
				.map(([correct]) => correct),
		];
		const room = keptVerdicts - kept.filter(isTrusted).length;
		this.#accuracy.restore({ right: 0, wrong: 0 });
		this.#newest = [];
		this.#earlier = isBorneOut(kept, crossed) || room === 0 ? [] : before.slice(-room);
		this.#trustedKept = this.#earlier.length;
		for (const correct of this.#earlier) this.#accuracy.update(correct);
		for (const [correct, weight] of kept) this.label({ correct, weight });
	}

	/** Another profile of the same model that goes on from a snapshot, by default from what this one knows now. */
	copy(state: ModelProfileState = this.snapshot()): ModelProfile {
		const copy = new ModelProfile({ accuracy: this.#published });
		copy.restore(state);
		return copy;
	}

	/** All that is needed to go on elsewhere, but for the published accuracy. JSON carries it without loss. */
	snapshot(): ModelProfileState {
		return {
			service: this.service.snapshot(),
			queue: this.queue.snapshot(),
			cold: this.cold.snapshot(),
			accuracy: this.#accuracy.snapshot(),
			newest: this.#newest.map(([correct, weight]) => [correct, weight]),
			earlier: [...this.#earlier],
		};
	}

	/** Goes on where a snapshot was taken. */
	restore({ service, queue, cold, accuracy, newest, earlier = [] }: ModelProfileState): void {
		this.service.restore(service);
		this.queue.restore(queue);
		this.cold.restore(cold);
		this.#accuracy.restore(accuracy);
		this.#newest = newest.map(([correct, weight]) => [correct, weight]);
		this.#earlier = [...earlier];
		this.#trustedKept = earlier.length + newest.filter(isTrusted).length;
	}
}
