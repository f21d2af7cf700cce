import type { Background } from "./background.ts";
import { fewestRuns, profiledRuns } from "./run_profile.ts";
import { untilAborted } from "./until_aborted.ts";

/** What is measured, and by what. */
export interface KeepMeasuredOptions {
	/** Says when there is time. */
	background: Background;
	/** Runs the model on a picture of its own; rejects when it is interrupted. */
	rehearse: (signal: AbortSignal) => Promise<void>;
	/** Runs that are known of what computes the next image, those of earlier visits among them. */
	samples: () => number;
	/** Runs of this visit. */
	freshRuns: () => number;
	/** Called once the model has been measured well enough to be chosen. */
	onMeasured: () => void;
	/** Whether there is nothing left to measure. */
	isClosed: () => boolean;
}

/**
 * Runs follow each other at this distance, in milliseconds, for in one burst a processor is faster than it is for one
 * image: the median of small was 3.4 ms in a row and 5.2 ms at this distance, that of nano 2.1 and 3.8 ms.
 */
const pauseMs = 20;

/**
 * As long as the device is used, its profile is refreshed once in so many milliseconds, by so many runs: a phone that was
 * hot for a while is known to be cool again after four times.
 */
const refreshMs = 60_000;
const refreshRuns = 25;

/** A slow model is not run so often: a refreshment ends when its runs have taken this long, in milliseconds. */
const refreshLimitMs = 1_000;

/**
 * Measures a model while nobody asks: soon so often that it can be chosen, then until its 99th percentile is known, then
 * from time to time as long as the device is used. A run that failed ends it until the next request.
 */
export async function keepMeasured(options: KeepMeasuredOptions): Promise<void> {
	const { background, rehearse, samples, freshRuns, onMeasured, isClosed } = options;
	let refreshedMs = Number.NEGATIVE_INFINITY;

	/** Runs until it is enough, told how long the runs took so far. */
	const measure = (isEnough: (spentMs: number) => boolean): Promise<void> => {
		let spentMs = 0;
		return background.run(async (signal) => {
			while (!isEnough(spentMs)) {
				const startMs = performance.now();
				await rehearse(signal);
				spentMs += performance.now() - startMs;
				await untilAborted(new Promise<void>((resolve) => setTimeout(resolve, pauseMs)), signal);
			}
		});
	};

	async function refresh(): Promise<void> {
		if (performance.now() - refreshedMs < refreshMs) return;
		const goal = freshRuns() + refreshRuns;
		await measure((spentMs) => freshRuns() >= goal || spentMs >= refreshLimitMs);
		refreshedMs = performance.now();
	}

	while (!isClosed()) {
		try {
			await measure(() => samples() >= fewestRuns);
			onMeasured();
			const isNew = samples() < profiledRuns;
			await measure(() => samples() >= profiledRuns);
			if (isNew) refreshedMs = performance.now();
			await refresh();
		} catch {
			// The worker died, or the model gives nonsense; an image will tell.
		}
		await background.nextRequest();
	}
}
