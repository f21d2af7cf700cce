import { seededRandom } from "@mdinference/stats";
import { openFaces } from "./faces.ts";
import type { Split } from "./families.ts";
import { renderScene } from "./render.ts";
import { SHIFTS, type Shift, sampleScene } from "./scene.ts";

/** A picture of one character and what it shows. */
export interface CharacterImage {
	/** Red, green and blue from 0 to 255, interleaved, row by row, 64x64. */
	pixels: Uint8Array;
	/** Index into `LABELS` of the character shown. */
	label: number;
}

/** Which pictures a generator makes. */
export interface GeneratorOptions {
	/** The set whose font families are drawn. Default `test`. */
	split?: Split;
	/** Any integer. Default 1. */
	seed?: number;
	/** 0 (a clean print) to 1 (hard for people). Default 0.5, which the models are trained and tested with. */
	severity?: number;
	/** A named change of the world; none by default. */
	shift?: Shift | undefined;
}

/** Makes pictures, each a pure function of the options and its number. */
export interface Generator {
	/** The picture of the given number, 0 or more. */
	image(index: number): CharacterImage;
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];

/**
 * Makes labelled pictures of characters as a phone would take them. The same options and number give the same bytes.
 *
 * @throws RangeError when the severity is not in [0, 1], or the seed not an integer, or the split or shift unknown
 *
 * @example
 * ```ts
 * import { createGenerator, LABELS } from "@mdinference/zoo";
 *
 * const generator = createGenerator({ split: "test", seed: 7 });
 * const { pixels, label } = generator.image(0);
 * if (pixels.length !== 64 * 64 * 3 || LABELS[label] === undefined) throw new Error("a picture is 64x64 in colour");
 * ```
 */
export function createGenerator(options: GeneratorOptions = {}): Generator {
	const { split = "test", seed = 1, severity = 0.5, shift } = options;
	if (!(severity >= 0 && severity <= 1)) throw new RangeError(`severity is ${severity}, not in [0, 1]`);
	if (!Number.isSafeInteger(seed)) throw new RangeError(`seed is ${seed}, not an integer`);
	if (!SPLITS.includes(split)) throw new RangeError(`there is no set ${split}: ${SPLITS.join(", ")}`);
	if (shift !== undefined && !SHIFTS.includes(shift)) {
		throw new RangeError(`there is no shift ${shift}: ${SHIFTS.join(", ")}`);
	}
	const faces = openFaces(split);
	return {
		image(index) {
			const random = seededRandom(mix(mix(mix(seed) + SPLITS.indexOf(split)) + index));
			const scene = sampleScene(random, faces, severity, shift);
			return { pixels: renderScene(random, scene), label: scene.label };
		},
	};
}

/** A bijection of 32-bit integers that scatters them, so that neighbouring seeds and numbers are unrelated (SplitMix32). */
function mix(value: number): number {
	let z = (value + 0x9e3779b9) | 0;
	z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
	z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
	return z ^ (z >>> 15);
}
