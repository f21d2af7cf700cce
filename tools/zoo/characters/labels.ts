/** The 36 classes of the task `characters`: the digits, then the letters, both cases of a letter being one class. */
export const LABELS: readonly string[] = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/**
 * The glyphs that show a class: a digit, or a letter in both cases. Class L has the capital only: most faces draw a
 * lone lower-case l exactly as a capital I, so no reader could tell them apart.
 *
 * @param label index into {@link LABELS}
 * @returns one or two characters
 *
 * @example
 * ```ts
 * import { glyphsOf } from "@mdinference/zoo";
 *
 * if (glyphsOf(10).join() !== "A,a") throw new Error("class 10 is the letter A in both cases");
 * ```
 */
export function glyphsOf(label: number): readonly string[] {
	const name = LABELS[label];
	if (name === undefined) throw new RangeError(`no class ${label}: there are ${LABELS.length}`);
	return name >= "A" && name !== "L" ? [name, name.toLowerCase()] : [name];
}
