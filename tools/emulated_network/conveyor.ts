import type { Link } from "./link.ts";

/** Carries actions over a link: each happens when its bytes have arrived, and never before an earlier one. */
export class Conveyor {
	readonly #link: Link;
	readonly #waiting: { atMs: number; action: () => void }[] = [];
	#timer: NodeJS.Timeout | undefined;
	#held = false;

	/** Starts empty. */
	constructor(link: Link) {
		this.#link = link;
	}

	/** Takes an action that is worth some bytes. */
	put(bytes: number, action: () => void): void {
		const nowMs = performance.now();
		const previousMs = this.#waiting.at(-1)?.atMs ?? nowMs;
		this.#waiting.push({ atMs: Math.max(previousMs, this.#link.arrivalMs(nowMs, bytes)), action });
		if (this.#waiting.length === 1) this.#wait();
	}

	/** Nothing arrives any more, until {@link Conveyor.release}. */
	hold(): void {
		this.#held = true;
		clearTimeout(this.#timer);
	}

	/** What should have arrived meanwhile arrives now. */
	release(): void {
		this.#held = false;
		this.#wait();
	}

	/** What has not arrived never will. */
	stop(): void {
		clearTimeout(this.#timer);
		this.#waiting.length = 0;
	}

	#wait(): void {
		const first = this.#waiting[0];
		clearTimeout(this.#timer);
		if (first === undefined || this.#held) return;
		this.#timer = setTimeout(() => this.#deliver(), Math.max(0, first.atMs - performance.now()));
	}

	#deliver(): void {
		const nowMs = performance.now();
		while (this.#waiting[0] !== undefined && this.#waiting[0].atMs <= nowMs + timerErrorMs) {
			this.#waiting.shift()!.action();
		}
		this.#wait();
	}
}

/** Timers may wake a little early; waiting a whole millisecond more would cost more than it corrects. */
const timerErrorMs = 0.5;
