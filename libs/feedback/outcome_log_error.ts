/** What kept the outcome log from being opened, read or written. */
export type OutcomeLogReason =
	| "no-folder"
	| "no-file"
	| "not-writable"
	| "read-only"
	| "not-a-database"
	| "foreign-database"
	| "newer-version"
	| "corrupt"
	| "locked"
	| "name-taken"
	| "disk-full"
	| "io"
	| "writer-crashed"
	| "record-refused"
	| "overflow"
	| "closed"
	| "unexpected";

/**
 * The outcome log could not be opened, read or written. The message is a sentence that names the file, what is wrong
 * and what to do.
 *
 * @example
 * ```ts
 * import { OutcomeLogError } from "@mdinference/feedback";
 *
 * const error = new OutcomeLogError("log.sqlite", "disk-full");
 * if (!error.message.includes("log.sqlite")) throw new Error("the message must name the file");
 * ```
 */
export class OutcomeLogError extends Error {
	/** Tells this error from others after it has crossed a boundary that keeps no classes. */
	override name = "OutcomeLogError";
	/** What is wrong. */
	readonly reason: OutcomeLogReason;
	/** The database file. */
	readonly path: string;
	/** What SQLite or the system said, where there is more to say than the reason. */
	readonly detail: string | undefined;

	/**
	 * Puts the sentence together.
	 *
	 * @param path the database file
	 * @param reason what is wrong
	 * @param options `detail` is added to the sentence; `cause` is the error underneath
	 */
	constructor(path: string, reason: OutcomeLogReason, options: { detail?: string; cause?: unknown } = {}) {
		const { detail, cause } = options;
		const { wrong, remedy } = sentences[reason];
		super(`The outcome log ${path} ${wrong}${detail ? ` (${detail})` : ""}. ${remedy}`, { cause });
		this.reason = reason;
		this.path = path;
		this.detail = detail;
	}
}

const sentences: Readonly<Record<OutcomeLogReason, { wrong: string; remedy: string }>> = {
	"no-folder": {
		wrong: "cannot be created: its folder does not exist",
		remedy: "Make the folder, or name a file in one that exists.",
	},
	"no-file": {
		wrong: "does not exist",
		remedy: "Name another file, or start the gateway: it makes the file.",
	},
	"not-writable": {
		wrong: "cannot be created or opened",
		remedy: "Let this user write the file and its folder (SQLite keeps two more files beside it).",
	},
	"read-only": { wrong: "is read-only", remedy: "Let this user write the file, or name another one." },
	"not-a-database": {
		wrong: "is not an SQLite database",
		remedy: "Name another file, or move this one away.",
	},
	"foreign-database": {
		wrong: "is an SQLite database of another program",
		remedy: "Name another file; this one was left as it was.",
	},
	"newer-version": {
		wrong: "was written by a newer version of MDInference",
		remedy: "Start that version, or name another file; this one was left as it was.",
	},
	corrupt: {
		wrong: "is damaged or was cut short",
		remedy: "Restore it from a copy, or move it away with its -wal and -shm files and start with a new one.",
	},
	locked: {
		wrong: "is locked by another program",
		remedy: "End the program that holds the lock; what waits is written as soon as it is free.",
	},
	"name-taken": {
		wrong: "is being written by another gateway of the same name",
		remedy: "End that gateway, or give this one another file (MDI_DB) or another name (MDI_GATEWAY_NAME).",
	},
	"disk-full": {
		wrong: "cannot grow: the disk is full",
		remedy: "Free some space; what waits is written as soon as there is room.",
	},
	io: {
		wrong: "cannot be read or written: the disk reports an error",
		remedy: "Look at the system's log and at the state of the disk.",
	},
	"writer-crashed": {
		wrong: "lost its writer thread",
		remedy: "It is started again and repeats its last batch.",
	},
	"record-refused": {
		wrong: "refused a record, which is lost",
		remedy: "This is a defect of the program that recorded it.",
	},
	overflow: {
		wrong: "drops new records: too many wait to be written",
		remedy: "The errors before this one say why they cannot be written.",
	},
	closed: {
		wrong: "was closed before everything was written, and records are lost",
		remedy: "The errors before this one say why they could not be written.",
	},
	unexpected: { wrong: "failed in an unexpected way", remedy: "The cause says more." },
};

/**
 * Turns what SQLite threw into an {@link OutcomeLogError}; one that already is one stays as it is.
 *
 * @param path the database file
 * @param thrown what was caught
 * @returns the error to throw or report
 * @see https://www.sqlite.org/rescode.html
 */
export function outcomeLogError(path: string, thrown: unknown): OutcomeLogError {
	if (thrown instanceof OutcomeLogError) return thrown;
	const detail = thrown instanceof Error ? thrown.message : String(thrown);
	return new OutcomeLogError(path, reasonOf(errorCode(thrown)), { detail, cause: thrown });
}

/**
 * The code of an error that SQLite or the system reported, such as `SQLITE_BUSY`; empty for any other error.
 *
 * @param thrown what was caught
 * @returns the code, or the empty string
 */
export function errorCode(thrown: unknown): string {
	return thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
}

const reasons: readonly (readonly [prefix: string, reason: OutcomeLogReason])[] = [
	["SQLITE_NOTADB", "not-a-database"],
	["SQLITE_CORRUPT", "corrupt"],
	["SQLITE_READONLY", "read-only"],
	["SQLITE_PERM", "not-writable"],
	["SQLITE_CANTOPEN", "not-writable"],
	["SQLITE_BUSY", "locked"],
	["SQLITE_LOCKED", "locked"],
	["SQLITE_FULL", "disk-full"],
	["SQLITE_IOERR", "io"],
	["EACCES", "not-writable"],
	["EPERM", "not-writable"],
];

function reasonOf(code: string): OutcomeLogReason {
	return reasons.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "unexpected";
}
