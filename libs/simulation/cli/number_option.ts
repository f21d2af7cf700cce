import { InvalidArgumentError } from "../argument.ts";

/**
 * Reads a number from the command line.
 *
 * @throws {InvalidArgumentError} for what is none, or is below `least` or above `most`
 */
export function numberOption(
	argument: string,
	text: string,
	{
		least = 0,
		most = Number.MAX_VALUE,
		whole = false,
	}: { least?: number; most?: number; whole?: boolean } = {},
): number {
	const value = text.trim() === "" ? Number.NaN : Number(text);
	if (value >= least && value <= most && (!whole || Number.isSafeInteger(value))) return value;
	throw new InvalidArgumentError(
		argument,
		text,
		`a ${whole ? "whole " : ""}number, ${most < Number.MAX_VALUE ? `${least} to ${most}` : `${least} or more`}`,
	);
}
