import type { Random } from "@mdinference/stats";

/**
 * Fills an array with independent standard normal numbers (Box and Muller's transform, two at a time).
 *
 * @param target filled from its first to its last place
 * @param random a source of uniform numbers in [0, 1)
 * @see Box and Muller, "A note on the generation of random normal deviates", Annals of Mathematical Statistics 29(2), 1958
 *
 * @example
 * ```ts
 * import { drawNormal } from "@mdinference/simulation";
 * import { seededRandom } from "@mdinference/stats";
 *
 * const normal = drawNormal(new Float64Array(10_000), seededRandom(1));
 * const mean = normal.reduce((sum, value) => sum + value, 0) / normal.length;
 * if (Math.abs(mean) > 0.05) throw new Error("the mean is 0");
 * ```
 */
export function drawNormal(target: Float64Array, random: Random): Float64Array {
	for (let i = 0; i < target.length; i += 2) {
		const radius = Math.sqrt(-2 * Math.log(1 - random()));
		const angle = 2 * Math.PI * random();
		target[i] = radius * Math.cos(angle);
		if (i + 1 < target.length) target[i + 1] = radius * Math.sin(angle);
	}
	return target;
}
