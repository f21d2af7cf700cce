import type { GatewayEvent } from "@mdinference/contract";
import { isOver, laterOf } from "@mdinference/stats";

/** Hears events. Must not throw. */
export type EventListener = (event: GatewayEvent) => void;

/** Sends what happens to whoever listens now; nothing is kept for later. */
export class EventHub {
	readonly #listeners = new Map<EventListener, () => void>();
	readonly #decisionEveryMs: number;
	#decisionAtMs = Number.NEGATIVE_INFINITY;
	#isClosed = false;

	/** Passes at most one decision in `decisionEveryMs` (default 100) on, and everything else. */
	constructor(options: { decisionEveryMs?: number } = {}) {
		this.#decisionEveryMs = options.decisionEveryMs ?? 100;
	}

	/** Number of listeners. */
	get size(): number {
		return this.#listeners.size;
	}

	/**
	 * Adds a listener.
	 *
	 * @param onClose called when the hub closes, at once where it has closed, and not after the returned function was
	 * @returns removes it again
	 */
	subscribe(listener: EventListener, onClose: () => void): () => void {
		if (this.#isClosed) {
			onClose();
			return () => {};
		}
		this.#listeners.set(listener, onClose);
		return () => {
			this.#listeners.delete(listener);
		};
	}

	/**
	 * Whether a decision made now would be sent: asked first, so that an event that nobody hears is never made.
	 *
	 * @param atMs when it was made, in milliseconds since 1970; where the clock is set back the sample goes on at once
	 */
	wantsDecision(atMs: number): boolean {
		const since = { sinceMs: this.#decisionAtMs, durationMs: this.#decisionEveryMs };
		return this.#listeners.size > 0 && isOver(since, atMs);
	}

	/** Sends an event to all listeners. */
	publish(event: GatewayEvent): void {
		if (event.type === "decision") this.#decisionAtMs = laterOf(this.#decisionAtMs, event.data.atMs);
		for (const listener of this.#listeners.keys()) listener(event);
	}

	/** Tells all listeners, and those that come later, that there is nothing more to hear. */
	close(): void {
		this.#isClosed = true;
		for (const onClose of this.#listeners.values()) onClose();
		this.#listeners.clear();
	}
}
