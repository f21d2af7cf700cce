import { type Random, seededRandom } from "@mdinference/stats";
import { PIXELS, type Raster } from "./raster.ts";

/** Standard normal numbers, drawn once: a picture's noise needs 12,288 of them. */
const NORMALS: Float32Array = normals(seededRandom(1), 8192);

function normals(random: Random, count: number): Float32Array {
	const radius = () => Math.sqrt(-2 * Math.log(1 - random()));
	return Float32Array.from({ length: count }, () => radius() * Math.cos(2 * Math.PI * random()));
}

/**
 * What the sensor makes of the light: less of it, shot noise that grows with the root of the light, read noise that
 * does not, then whole numbers.
 *
 * @param light share of the light that a good exposure would have, above 0
 * @param noise standard deviation of the noise, where full light is 1
 * @returns red, green and blue from 0 to 255
 */
export function expose(random: Random, raster: Raster, light: number, noise: number): Uint8Array {
	const out = new Uint8ClampedArray(3 * PIXELS);
	for (let i = 0; i < out.length; i++) {
		const signal = raster[i]! * light;
		const deviation = noise * (0.5 + Math.sqrt(signal));
		out[i] = 255 * (signal + deviation * NORMALS[(random() * NORMALS.length) | 0]!);
	}
	return new Uint8Array(out.buffer);
}
