import type { OutcomeReport } from "@mdinference/contract";
import type Database from "better-sqlite3";
import { openDatabase } from "../open_database.ts";
import type { ItemOutcome, WeighedLabel } from "../reports.ts";
import { type BatchOptions, batchWriter } from "../write_batch.ts";

/** What the tests' writers are started with, but for what they break. */
export const exampleOptions: BatchOptions & { maxBytes: number } = {
	host: "gateway-1",
	horizonMs: 90 * 86_400_000,
	labelsOfTask: new Map([["characters", new Set(["R", "S", "T"])]]),
	trustedSources: new Set(["review"]),
	maxBytes: Number.POSITIVE_INFINITY,
};

/** When reports and labels come in: a second after the example decisions. */
export const receivedAtMs = 1_700_000_001_123;

/** An outcome log without the thread around it. */
export interface MemoryLog {
	/** The database. */
	database: Database.Database;
	/** Writes a batch. */
	insert: ReturnType<typeof batchWriter>;
	/** Writes reports at {@link receivedAtMs}. */
	report(...reports: OutcomeReport[]): ItemOutcome[];
	/** Writes labels at {@link receivedAtMs}. */
	label(...labels: WeighedLabel[]): ItemOutcome[];
	/** Rows of a query. */
	all(sql: string): unknown[];
}

/** An empty log in memory, or at a path. */
export function memoryLog(path = ":memory:", options: Partial<BatchOptions> = {}): MemoryLog {
	const database = openDatabase(path);
	const insert = batchWriter(database, { ...exampleOptions, ...options });
	return {
		database,
		insert,
		report: (...reports) => insert(reports.map((report) => ({ report, receivedAtMs }))).results,
		label: (...labels) => insert(labels.map((label) => ({ label, receivedAtMs }))).results,
		all: (sql) => database.prepare(sql).all(),
	};
}
