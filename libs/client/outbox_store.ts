import type { ItemStatus, LabelReport, OutcomeReport } from "@mdinference/contract";

/** What goes to the gateway by way of the outbox. */
export type OutboxItem =
	| {
			/** What became of a request. */
			kind: "outcome";
			/** The report. */
			body: OutcomeReport;
	  }
	| {
			/** What was right. */
			kind: "label";
			/** The label. */
			body: LabelReport;
	  };

/** An item that waits to be sent. */
export type OutboxEntry = OutboxItem & {
	/** What it is about. A newer entry with the same key replaces an older one. */
	key: string;
	/** Another one whenever the item is another one, so that what was sent can be told from what has replaced it. */
	revision: string;
	/** When it was added, in milliseconds since 1970. */
	addedAtMs: number;
	/** How often the gateway has said that it should come again. */
	tries: number;
	/** It is not sent before this, in milliseconds since 1970. */
	dueAtMs: number;
};

/** An entry that the gateway will never take. */
export type DeadLetter = OutboxEntry & {
	/** What the gateway said last; `refused`: it would not read it. */
	status: ItemStatus | "refused";
	/** Its explanation, where it gave one. */
	detail: string | null;
	/** When it was given up, in milliseconds since 1970. */
	diedAtMs: number;
};

/** What becomes of an entry, if it is still there in the revision that was read. */
export interface EntryChange {
	/** The entry as it was read. */
	entry: OutboxEntry;
	/** What takes its place. Default: nothing. */
	next?: OutboxEntry;
	/** What is kept of it among the dead letters. Default: nothing. */
	dead?: DeadLetter;
}

/** Most dead letters that are kept; the oldest go first. */
export const maxDeadLetters = 100;

/** Where entries wait. Anything here may reject where the storage fails; then nothing has changed. */
export interface OutboxStore {
	/** Keeps an entry instead of one with its key. Resolves with whether it outlives a restart. */
	put(entry: OutboxEntry): Promise<boolean>;
	/** All entries, oldest first. */
	all(): Promise<OutboxEntry[]>;
	/** Their number. */
	size(): Promise<number>;
	/** Makes all changes or none. */
	change(changes: readonly EntryChange[]): Promise<void>;
	/** What was given up, oldest first, at most {@link maxDeadLetters}. */
	deadLetters(): Promise<DeadLetter[]>;
}
