import { InvalidArgumentError } from "../argument.ts";

/**
 * Reads a number from the command line.
 *
 * @throws {InvalidArgumentError} for what is none, or is below `least`
 */
export function numberOption(
	argument: string,
	text: string,
	{ least = 0, whole = false }: { least?: number; whole?: boolean } = {},
): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	if (value >= least && value < Number.POSITIVE_INFINITY && (!whole || Number.isSafeInteger(value)))
		return value;
	throw new InvalidArgumentError(argument, text, `a ${whole ? "whole " : ""}number, ${least} or more`);
}
