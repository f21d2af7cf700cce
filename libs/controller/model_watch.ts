import { Cusum, type CusumOptions, type DetectorState, type DriftAlarm, EDetector } from "@mdinference/drift";
import { doubtedError, type LatencyState, type ModelProfile } from "@mdinference/profile";
import { ReturnDetector, type ReturnState } from "./return_detector.ts";

/** What a watch noticed, and did to the profile. */
export interface Noticed {
	/** What drifted. */
	kind: "service-time" | "accuracy";
	/** Whether the time, or the share of errors, went up or down. */
	direction: "up" | "down";
	/** Name of the detector. */
	detector: string;
	/** What it had reached. */
	statistic: number;
	/** What it had to reach. */
	threshold: number;
	/** Samples since its last reset. */
	samples: number;
	/** Newest samples that belong to the new regime. */
	recent: number;
	/** Mean service time in milliseconds, or share of errors (doubted labels drawn to what was expected), before. */
	before: number;
	/** The same now. */
	after: number;
}

/** How a model is watched. */
export interface WatchOptions {
	/** Published top-1 accuracy, in [0, 1]. */
	accuracy: number;
	/** How the CUSUM on service times is set. */
	service: CusumOptions;
	/** Samples between two false alarms that are wanted on average of each detector. */
	meanRunLength: number;
}

/** A service time without a sign of change. */
export interface Calm {
	/** Its profile. */
	profile: LatencyState;
	/** The detector, with its baseline. */
	cusum: DetectorState;
}

/** A snapshot of a watch. */
export interface WatchState {
	/** The detector on service times. */
	cusum: DetectorState;
	/** The service time as it was last without a sign of change; null before the first time. */
	calm: Calm | null;
	/** The service time before the alarm that still holds; null where none does. */
	left: Calm | null;
	/** Evidence that it is back. */
	returning: ReturnState | null;
	/** Share of errors that is expected. */
	expectedError: number;
	/** The detector of more errors. */
	more: DetectorState;
	/** The detector of fewer errors; null while the published accuracy holds. */
	fewer: DetectorState | null;
}

/** So often a quiet service time is remembered, in runs. */
const calmEvery = 50;
/** An estimate of the share of errors this close to the published one is the published one. */
const margin = 0.02;

/**
 * Watches one model: its service time by a CUSUM, its errors by e-detectors. What it notices it carries out: it leaves in
 * the profile only what belongs to the new regime. When the old regime is back, it brings the old profile back.
 */
export class ModelWatch {
	readonly #options: WatchOptions;
	readonly #publishedError: number;
	#cusum: Cusum;
	#calm: Calm | null = null;
	#left: Calm | null = null;
	#returning: ReturnDetector | null = null;
	#expectedError: number;
	#more: EDetector;
	#fewer: EDetector | null = null;

	/** Starts with the published accuracy, and without a baseline of the service time. */
	constructor(options: WatchOptions) {
		this.#options = options;
		this.#publishedError = 1 - options.accuracy;
		this.#expectedError = this.#publishedError;
		this.#cusum = new Cusum(options.service);
		this.#more = this.#errors("up");
	}

	/** Whether an alarm left a service time that has not come back. */
	get isLeft(): boolean {
		return this.#left !== null;
	}

	/**
	 * Takes a warm run in that the profile has learned already. One on an idle machine can only bring back a service time that
	 * was left: beside those of requests, which take longer, it would be a change.
	 */
	service(serviceMs: number, profile: ModelProfile, idle = false): Noticed | null {
		const logMs = Math.log(Math.max(serviceMs, 1e-3));
		if (this.#returning?.update(logMs, Math.log(Math.max(profile.service.meanMs, 1e-3)))) {
			return this.#comeBack(profile);
		}
		if (idle) return null;
		const alarm = this.#cusum.update(logMs);
		if (alarm !== null) return this.#leave(alarm, profile);
		const { high, low, samples } = this.#cusum.snapshot();
		if (high === 0 && low === 0 && samples >= 200 && samples % calmEvery === 0) {
			this.#calm = { profile: profile.service.snapshot(), cusum: this.#cusum.snapshot() };
		}
		return null;
	}

	/** Takes a verdict in that the profile has learned already. */
	verdict(correct: boolean, weight: number, profile: ModelProfile): Noticed | null {
		// What is doubted is drawn to what is expected, so that the bound on false alarms holds for any trust.
		const verdict = { correct, weight };
		const alarm =
			this.#more.update(doubtedError(this.#bound("up"), verdict)) ??
			this.#fewer?.update(doubtedError(this.#bound("down"), verdict)) ??
			null;
		return alarm === null ? null : this.#expectAnew(alarm, profile);
	}

	/** All that is needed to go on elsewhere, but for the options. */
	snapshot(): WatchState {
		return {
			cusum: this.#cusum.snapshot(),
			calm: this.#calm,
			left: this.#left,
			returning: this.#returning?.snapshot() ?? null,
			expectedError: this.#expectedError,
			more: this.#more.snapshot(),
			fewer: this.#fewer?.snapshot() ?? null,
		};
	}

	/** Goes on where a snapshot was taken. */
	restore({ cusum, calm, left, returning, expectedError, more, fewer }: WatchState): void {
		this.#cusum = new Cusum(this.#options.service, cusum);
		this.#calm = calm;
		this.#left = left;
		this.#returning = left && this.#returnTo(left, returning ?? undefined);
		this.#expectedError = expectedError;
		this.#more = this.#errors("up", more);
		this.#fewer = fewer && this.#errors("down", fewer);
	}

	/** The service time changed: the profile keeps the newest runs, and the old one is remembered. */
	#leave(alarm: DriftAlarm, profile: ModelProfile): Noticed {
		const before = this.#calm?.profile.moments.mean ?? profile.service.meanMs;
		profile.service.cut(alarm.recent);
		this.#left ??= this.#calm;
		this.#returning = this.#left && this.#returnTo(this.#left);
		this.#calm = null;
		return { kind: "service-time", ...alarm, before, after: profile.service.meanMs };
	}

	/** The service time is what it was: so is the profile. */
	#comeBack(profile: ModelProfile): Noticed {
		const before = profile.service.meanMs;
		const { statistic, threshold, samples } = this.#returning!.reading;
		const left = this.#left!;
		profile.service.restore(left.profile);
		this.#cusum = new Cusum(this.#options.service, left.cusum);
		this.#calm = left;
		this.#left = null;
		this.#returning = null;
		const after = profile.service.meanMs;
		const direction = after < before ? "down" : "up";
		const reading = { statistic, threshold, samples, recent: samples, before, after };
		return { kind: "service-time", direction, detector: "return", ...reading };
	}

	#returnTo({ cusum }: Calm, state?: ReturnState): ReturnDetector {
		const { mean, squares } = cusum as { mean?: number; squares?: number } & DetectorState;
		const baseline = this.#options.service.baseline ?? 200;
		const old = { mean: Number(mean), deviation: Math.sqrt(Number(squares) / (baseline - 1)) };
		return new ReturnDetector({ old, meanRunLength: this.#options.meanRunLength }, state);
	}

	/** The share of errors changed: the accuracy keeps the newest labels, and another share is expected. */
	#expectAnew(alarm: DriftAlarm, profile: ModelProfile): Noticed {
		const before = this.#expectedError;
		// Drawn to the bound that was crossed, as the detector saw them: drawn to less, doubted labels could remain within it.
		const share = this.#bound(alarm.direction);
		const seen = profile.recentError(alarm.recent, share);
		profile.cutAccuracy(alarm.recent, { share, direction: alarm.direction });
		const isAsPublished = seen <= this.#publishedError + margin;
		this.#expectedError = isAsPublished ? this.#publishedError : seen;
		this.#more = this.#errors("up");
		this.#fewer = isAsPublished ? null : this.#errors("down");
		return { kind: "accuracy", ...alarm, before, after: seen };
	}

	/** The share of errors up to which, or down to which, a detector lets pass what it sees. */
	#bound(direction: "up" | "down"): number {
		return direction === "up"
			? Math.min(1, this.#expectedError + margin)
			: Math.max(0, this.#expectedError - margin);
	}

	#errors(direction: "up" | "down", state?: DetectorState): EDetector {
		const { meanRunLength } = this.#options;
		const publishedError = this.#expectedError;
		return new EDetector({ publishedError, margin, meanRunLength, direction }, state);
	}
}
