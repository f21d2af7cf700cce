/** A run that has been asked for and has not ended. */
export interface RunInFlight {
	/** Says that it ended, however; more than once is no more than once. */
	end(atMs: number): void;
}

interface Run {
	meanMs: number;
	variance: number;
	startedAtMs: number;
}

/** How long a request will wait. */
export interface ExpectedWait {
	/** The mean, in milliseconds. */
	meanMs: number;
	/** The standard deviation, in milliseconds. */
	stdMs: number;
}

/**
 * What the workers still have to do: from it follows how long a request that comes now will wait for one.
 *
 * The runs are taken to start in the order in which they were asked for, and to take their model's mean service time.
 *
 * @example
 * ```ts
 * import { WorkInFlight } from "@mdinference/controller";
 *
 * const work = new WorkInFlight(1);
 * const run = { meanMs: 30, stdMs: 4 };
 * const first = work.begin(run, 0);
 * work.begin(run, 0);
 * if (work.wait(10).meanMs !== 50) throw new Error("20 ms of the first, 30 ms of the second");
 * first.end(30);
 * if (work.wait(30).meanMs !== 30) throw new Error("the second begins when the first ends");
 * ```
 */
export class WorkInFlight {
	readonly #workers: number;
	readonly #runs: Run[] = [];

	/**
	 * Starts without work.
	 *
	 * @throws {RangeError} if there is no worker
	 */
	constructor(workers: number) {
		if (!(workers >= 1)) throw new RangeError(`workers is ${workers}; there must be at least one.`);
		this.#workers = workers;
	}

	/** Number of runs that have not ended. */
	get size(): number {
		return this.#runs.length;
	}

	/** Takes a run in, with the mean and standard deviation of its model's service time. */
	begin({ meanMs, stdMs }: { meanMs: number; stdMs: number }, atMs: number): RunInFlight {
		const run: Run = {
			meanMs,
			variance: stdMs * stdMs,
			startedAtMs: this.#runs.length < this.#workers ? atMs : Number.NaN,
		};
		this.#runs.push(run);
		return {
			end: (endedAtMs) => {
				const place = this.#runs.indexOf(run);
				if (place < 0) return;
				this.#runs.splice(place, 1);
				const next = this.#runs[this.#workers - 1];
				if (next && Number.isNaN(next.startedAtMs)) next.startedAtMs = endedAtMs;
			},
		};
	}

	/**
	 * How long a request will wait for a worker: none while one is free, else all that is left to do, shared by all.
	 *
	 * @param atMs now, in milliseconds
	 */
	wait(atMs: number): ExpectedWait {
		if (this.#runs.length < this.#workers) return { meanMs: 0, stdMs: 0 };
		let leftMs = 0;
		let variance = 0;
		for (const run of this.#runs) {
			const spentMs = Number.isNaN(run.startedAtMs) ? 0 : Math.max(0, atMs - run.startedAtMs);
			leftMs += Math.max(0, run.meanMs - spentMs);
			variance += run.variance;
		}
		return { meanMs: leftMs / this.#workers, stdMs: Math.sqrt(variance) / this.#workers };
	}
}
