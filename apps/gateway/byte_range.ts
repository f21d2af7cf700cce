/** What a request's `Range` header asks for: all of it, a part, or a part that is not there. */
export type ByteRange = "whole" | "unsatisfiable" | { first: number; last: number };

/**
 * Reads a `Range` header of one range. Several ranges, other units and what is not understood ask for the whole, as RFC
 * 9110 (section 14.2) allows.
 *
 * @param header its value, e.g. `bytes=1000-`
 * @param length of what is asked for, in bytes
 *
 * @example
 * ```ts
 * const range = byteRange("bytes=1000-", 4000);
 * console.assert(range !== "whole" && range !== "unsatisfiable" && range.first === 1000 && range.last === 3999);
 * ```
 */
export function byteRange(header: string | undefined, length: number): ByteRange {
	const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
	const [, from = "", to = ""] = match ?? [];
	if (from === "" && to === "") return "whole";
	const first = from === "" ? Math.max(0, length - Number(to)) : Number(from);
	const last = from === "" || to === "" ? length - 1 : Math.min(Number(to), length - 1);
	if (from !== "" && to !== "" && Number(to) < Number(from)) return "whole";
	return first > last ? "unsatisfiable" : { first, last };
}
