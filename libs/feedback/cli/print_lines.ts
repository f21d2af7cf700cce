import { closeSync, openSync, writeSync } from "node:fs";
import { errorCode } from "../outcome_log_error.ts";

/** A file, or the standard output, that cannot be written; the message says which and why. */
export class OutputError extends Error {
	/** Tells this error from others. */
	override name = "OutputError";

	/** Puts the sentence together. */
	constructor(path: string, cause: unknown) {
		super(`${path} cannot be written: ${cause instanceof Error ? cause.message : cause}.`, { cause });
	}
}

/**
 * Writes lines to a file or to the standard output, in chunks, and waits for whoever reads. A reader that goes away
 * (`| head`) ends the writing.
 *
 * @param lines the lines, without their ends
 * @param path a file that is made or overwritten; undefined: the standard output
 * @throws {OutputError} where it cannot be written
 */
export function printLines(lines: Iterable<string>, path?: string): void {
	const named = <T>(write: () => T): T => {
		try {
			return write();
		} catch (thrown) {
			throw new OutputError(path ?? "The standard output", thrown);
		}
	};
	const file = path === undefined ? 1 : named(() => openSync(path, "w"));
	let chunk = "";
	try {
		for (const line of lines) {
			chunk += `${line}\n`;
			if (chunk.length < chunkChars) continue;
			named(() => writeAll(file, chunk));
			chunk = "";
		}
		named(() => writeAll(file, chunk));
	} catch (thrown) {
		if (!(thrown instanceof OutputError && errorCode(thrown.cause) === "EPIPE")) throw thrown;
	} finally {
		if (path !== undefined) closeSync(file);
	}
}

const chunkChars = 65_536;

function writeAll(file: number, text: string): void {
	let bytes = Buffer.from(text);
	while (bytes.length > 0) {
		try {
			bytes = bytes.subarray(writeSync(file, bytes));
		} catch (thrown) {
			// A pipe that is full: its reader is slower than we are.
			if (errorCode(thrown) !== "EAGAIN") throw thrown;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
