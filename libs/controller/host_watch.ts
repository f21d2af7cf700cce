import { isOver, laterOf } from "@mdinference/stats";

/** A model whose service time changed. */
export interface Change {
	/** The model. */
	model: string;
	/** Whether it became slower or faster. */
	direction: "up" | "down";
	/** When, in milliseconds. */
	atMs: number;
}

/** A snapshot of a host watch. */
export interface HostState {
	/** The newest changes. */
	changes: Change[];
	/** When models ran last. */
	seen: [model: string, atMs: number][];
	/** When the host was last named. */
	namedAtMs: number | null;
}

/** Changes within this time of each other have one cause, in milliseconds. */
const togetherMs = 30_000;
/** A model that ran within this time could have changed, in milliseconds. */
const activeMs = 60_000;

/**
 * Tells a machine that became slow from a model that did: when most of the models that run change in the same direction
 * within half a minute, and at least two, it is the host.
 */
export class HostWatch {
	#changes: Change[] = [];
	readonly #seen = new Map<string, number>();
	#namedAtMs: number | null = null;

	/** Takes in that a model ran. */
	ran(model: string, atMs: number): void {
		this.#seen.set(model, laterOf(this.#seen.get(model) ?? atMs, atMs));
	}

	/**
	 * Takes in that the service time of a model changed.
	 *
	 * @returns the models that changed together, where it is the host; else null, and once it was named also
	 */
	changed(model: string, direction: "up" | "down", atMs: number): string[] | null {
		const isWithin = (durationMs: number, sinceMs: number) => !isOver({ sinceMs, durationMs }, atMs);
		this.#changes = [...this.#changes, { model, direction, atMs }].filter((change) =>
			isWithin(togetherMs, change.atMs),
		);
		const together = new Set(
			this.#changes.filter((change) => change.direction === direction).map((change) => change.model),
		);
		const active = [...this.#seen.values()].filter((seenMs) => isWithin(activeMs, seenMs)).length;
		if (together.size < 2 || 2 * together.size <= active) return null;
		if (this.#namedAtMs !== null && isWithin(togetherMs, this.#namedAtMs)) return null;
		this.#namedAtMs = atMs;
		return [...together].sort();
	}

	/** All that is needed to go on elsewhere. */
	snapshot(): HostState {
		return { changes: [...this.#changes], seen: [...this.#seen], namedAtMs: this.#namedAtMs };
	}

	/** Goes on where a snapshot was taken. */
	restore({ changes, seen, namedAtMs }: HostState): void {
		this.#changes = [...changes];
		this.#seen.clear();
		for (const [model, atMs] of seen) this.#seen.set(model, atMs);
		this.#namedAtMs = namedAtMs;
	}
}
