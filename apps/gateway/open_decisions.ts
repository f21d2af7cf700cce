import type { OutcomeLog } from "@mdinference/feedback";
import { decisionRecord, type Exchange } from "./exchange.ts";

/**
 * Decisions whose run has not ended. A decision is recorded together with its run, in one transaction; but a phone whose
 * deadline came first may speak of the request before that, and is then not told that nobody knows it.
 */
export class OpenDecisions {
	readonly #log: Pick<OutcomeLog, "record">;
	readonly #host: string;
	readonly #open = new Map<string, Exchange>();

	/** Starts without any; `host` is this machine's name in the log. */
	constructor(log: Pick<OutcomeLog, "record">, host: string) {
		this.#log = log;
		this.#host = host;
	}

	/** A model was chosen. Of two that run under one id the first stands, as in the log. */
	begin(exchange: Exchange): void {
		if (!this.#open.has(exchange.requestId)) this.#open.set(exchange.requestId, exchange);
	}

	/** Somebody speaks of a request: its decision, where it is open, goes to the log before what they say. */
	record(requestId: string): void {
		const exchange = this.#open.get(requestId);
		if (exchange === undefined) return;
		this.#open.delete(requestId);
		this.#log.record({ decision: decisionRecord(exchange, this.#host) });
	}

	/**
	 * The run of a request ended, however.
	 *
	 * @returns whether its decision is still to be recorded
	 */
	end(requestId: string): boolean {
		return this.#open.delete(requestId);
	}
}
