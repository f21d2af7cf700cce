import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { OutcomeLogError } from "../outcome_log_error.ts";
import { QueryError } from "../read_query.ts";
import { OutputError } from "./print_lines.ts";

/** The gateway's own file where nothing else is said; a variable that is empty is not set, as for the gateway. */
export function defaultDatabase(env: NodeJS.ProcessEnv): string {
	return env.MDI_DB || fileURLToPath(new URL("../../../data/local/outcomes.sqlite", import.meta.url));
}

/** A path as it was meant: npm runs scripts in the folder of their package, and says where it was called from. */
export function asked(path: string): string {
	return resolve(process.env.INIT_CWD ?? "", path);
}

/** A command line that makes no sense; the message says what would. */
export class UsageError extends Error {
	/** Tells this error from others. */
	override name = "UsageError";
}

/**
 * Runs a command, and says in a sentence what a person can mend.
 *
 * @param command the command
 */
export function runCommand(command: () => void): void {
	try {
		command();
	} catch (thrown) {
		if (!isExpected(thrown)) throw thrown;
		console.error(thrown.message);
		process.exitCode = 1;
	}
}

function isExpected(thrown: unknown): thrown is Error {
	const expected = [UsageError, QueryError, OutcomeLogError, OutputError];
	if (expected.some((kind) => thrown instanceof kind)) return true;
	return thrown instanceof TypeError && "code" in thrown && String(thrown.code).startsWith("ERR_PARSE_ARGS");
}
