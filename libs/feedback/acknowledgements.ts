import type { OutcomeLogError } from "./outcome_log_error.ts";
import type { ItemOutcome } from "./reports.ts";
import type { LogEntry } from "./write_batch.ts";

/** Remembers who waits for which entry to be on disk. */
export class Acknowledgements {
	readonly #waiting = new Map<LogEntry, Waiting>();

	/** How many entries somebody waits for. */
	get size(): number {
		return this.#waiting.size;
	}

	/**
	 * Remembers that somebody waits for an entry.
	 *
	 * @returns a promise of what became of it
	 */
	expect(entry: LogEntry): Promise<ItemOutcome> {
		return new Promise((resolve, reject) => {
			this.#waiting.set(entry, { resolve, reject });
		});
	}

	/** Whether somebody waits for an entry. */
	has(entry: LogEntry): boolean {
		return this.#waiting.has(entry);
	}

	/**
	 * Answers those that wait for an entry of a batch that is on disk.
	 *
	 * @param batch the entries
	 * @param outcomes what became of those of them that somebody waits for, in the same order
	 * @returns how many were answered
	 */
	answer(batch: readonly LogEntry[], outcomes: readonly ItemOutcome[]): number {
		let answered = 0;
		for (const entry of batch) {
			const outcome = outcomes[answered];
			const waiting = this.#waiting.get(entry);
			if (waiting === undefined || outcome === undefined) continue;
			this.#waiting.delete(entry);
			waiting.resolve(outcome);
			answered++;
		}
		return answered;
	}

	/**
	 * Tells everybody that their entry cannot be written.
	 *
	 * @returns how many were told
	 */
	refuse(error: OutcomeLogError): number {
		const { size } = this.#waiting;
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
		return size;
	}
}

interface Waiting {
	resolve(outcome: ItemOutcome): void;
	reject(error: OutcomeLogError): void;
}
