import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = ReturnType<typeof parseArgs<{ options: O }>>["values"];

/** A command of the zoo. */
export interface Command<O extends Options> {
	/** Its name, for messages: `zoo:list`. */
	name: string;
	/** What `--help` prints. */
	help: string;
	/** Options that it takes besides `--help`. */
	options: O;
	/** Does the work. */
	run(values: Values<O>): Promise<void>;
}

/**
 * Runs a command with the arguments of this process. Whatever goes wrong is said in one line, and the process ends with
 * status 1.
 */
export async function runCommand<O extends Options>({ name, help, options, run }: Command<O>): Promise<void> {
	try {
		if (process.argv.includes("--help")) process.stdout.write(help);
		else await run(parseArgs({ options }).values);
	} catch (error) {
		process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
		process.exitCode = 1;
	}
}

/**
 * Reads a whole number above 0.
 *
 * @param name of the option, for the message
 * @throws RangeError when it is something else
 */
export function positive(name: string, text: string): number {
	const value = Number(text);
	if (Number.isSafeInteger(value) && value >= 1) return value;
	throw new RangeError(`--${name} is ${text}, not a whole number above 0`);
}
