import { isOver } from "@mdinference/stats";
import type { ControlledTask } from "./controlled_task.ts";
import { drawExplored, type ExplorationOptions, type ExploredDraw } from "./exploration.ts";

const nothingStale = new Uint8Array(0);

/** Decides how often is explored, and which models are: those of which too little, or nothing new, is known. */
export class Explorer {
	readonly #options: Required<ExplorationOptions>;

	/** Explores as the options say; nothing by default where choices are frozen. */
	constructor({ frozen, ...options }: ExplorationOptions & { frozen: boolean }) {
		this.#options = {
			rate: frozen ? 0 : 0.02,
			boostedRate: frozen ? 0 : 0.05,
			boostMs: 600_000,
			staleSamples: 30,
			staleMs: 60_000,
			...options,
		};
	}

	/** How long an alarm boosts, in milliseconds. */
	get boostMs(): number {
		return this.#options.boostMs;
	}

	/**
	 * Draws a model from the probabilities of a task's decision, which become those of the mixture.
	 *
	 * @param hasCopy whether a copy runs on a device: only then is explored, for a wasted probe costs no deadline
	 * @param nowMs time of the request, in milliseconds
	 * @param uniform one random number in [0, 1)
	 */
	draw(task: ControlledTask, hasCopy: boolean, nowMs: number, uniform: number): ExploredDraw {
		const stale = hasCopy ? this.#stale(task, nowMs) : nothingStale;
		return drawExplored(task.known, task.decision.probabilities, stale, this.#rate(task, nowMs), uniform);
	}

	#rate({ boostedUntilMs }: ControlledTask, nowMs: number): number {
		const { rate, boostedRate, boostMs } = this.#options;
		return isOver({ sinceMs: boostedUntilMs - boostMs, durationMs: boostMs }, nowMs) ? rate : boostedRate;
	}

	/** Which models are stale: a list that the next call overwrites. */
	#stale({ cloud, known, stale }: ControlledTask, nowMs: number): Uint8Array {
		const { staleSamples, staleMs } = this.#options;
		let i = 0;
		for (const { seenAtMs } of cloud.values()) {
			const isUnseen = isOver({ sinceMs: seenAtMs, durationMs: staleMs }, nowMs);
			stale[i] = Number(isUnseen || known.candidates[i]!.samples < staleSamples);
			i++;
		}
		return stale;
	}
}
