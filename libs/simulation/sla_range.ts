import { InvalidArgumentError } from "./argument.ts";

const expected =
	"times above 0 in milliseconds: 250, or 100,150,250, or from 100 to 400 by 50 as 100..400:50";
const most = 10_000;

/**
 * Reads which SLAs to simulate: `250`, `100,150,250`, or `100..400:50`, ends included.
 *
 * @returns times in milliseconds
 * @throws {InvalidArgumentError} for what is no such thing, or a range that is empty or has more than 10,000 steps
 *
 * @example
 * ```ts
 * import { InvalidArgumentError, parseSlaRange } from "@mdinference/simulation";
 *
 * if (parseSlaRange("100..200:50").join() !== "100,150,200") throw new Error("ends are included");
 * try {
 * 	parseSlaRange("200..100:50");
 * 	throw new Error("an empty range is refused");
 * } catch (error) {
 * 	if (!(error instanceof InvalidArgumentError)) throw error;
 * }
 * ```
 */
export function parseSlaRange(text: string): number[] {
	const range = /^([\d.]+)\.\.([\d.]+):([\d.]+)$/.exec(text.trim());
	const slasMs = range ? steps(text, range.slice(1).map(Number)) : text.split(",").map(Number);
	if (text.trim() === "" || !slasMs.every((ms) => ms > 0 && ms < Number.POSITIVE_INFINITY)) {
		throw new InvalidArgumentError("sla", text, expected);
	}
	return slasMs;
}

function steps(text: string, numbers: number[]): number[] {
	const [from, to, by] = numbers as [number, number, number];
	if (!(by > 0))
		throw new InvalidArgumentError("sla", text, "a range with a step above 0, such as 100..400:50");
	if (!(from <= to)) {
		throw new InvalidArgumentError("sla", text, "a range that is not empty: from the smaller to the larger");
	}
	const count = Math.floor((to - from) / by + 1e-9) + 1;
	if (count > most) throw new InvalidArgumentError("sla", text, `a range of at most ${most} steps`);
	return Array.from({ length: count }, (_, step) => from + step * by);
}
