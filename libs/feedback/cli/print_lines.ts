import { closeSync, openSync, writeSync } from "node:fs";

/**
 * Writes lines to a file or to the standard output, in chunks, and waits for whoever reads. A reader that goes away
 * (`| head`) ends the writing.
 *
 * @param lines the lines, without their ends
 * @param path a file that is made or overwritten; undefined: the standard output
 */
export function printLines(lines: Iterable<string>, path?: string): void {
	const file = path === undefined ? 1 : openSync(path, "w");
	let chunk = "";
	try {
		for (const line of lines) {
			chunk += `${line}\n`;
			if (chunk.length < chunkChars) continue;
			writeAll(file, chunk);
			chunk = "";
		}
		writeAll(file, chunk);
	} catch (thrown) {
		if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE")) throw thrown;
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
			if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EAGAIN")) throw thrown;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
