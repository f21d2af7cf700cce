import type { Random } from "@mdinference/stats";
import { between, type Colour, PIXELS, pick, type Raster, SIZE, valueNoise } from "./raster.ts";

const KINDS = ["plain", "gradient", "radial", "noise", "stripes", "clutter"] as const;

/**
 * Paints what lies behind the character: a plain, gradient, mottled, striped or cluttered surface between two colours.
 *
 * @param from one colour
 * @param to the other
 */
export function paintBackground(random: Random, from: Colour, to: Colour): Raster {
	const raster = new Float32Array(3 * PIXELS);
	const share = shares(random);
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		const mix = share[pixel]!;
		raster[3 * pixel] = from[0] + (to[0] - from[0]) * mix;
		raster[3 * pixel + 1] = from[1] + (to[1] - from[1]) * mix;
		raster[3 * pixel + 2] = from[2] + (to[2] - from[2]) * mix;
	}
	return raster;
}

/** How much of the second colour each pixel has. */
function shares(random: Random): Float32Array {
	const kind = pick(random, KINDS);
	if (kind === "noise") {
		const coarse = valueNoise(random, Math.floor(between(random, 2, 10)));
		const fine = valueNoise(random, Math.floor(between(random, 12, 40)));
		const mix = between(random, 0.2, 0.7);
		return coarse.map((value, pixel) => value * (1 - mix) + fine[pixel]! * mix);
	}
	const angle = between(random, 0, 2 * Math.PI);
	const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
	const [cx, cy] = [between(random, 0, SIZE), between(random, 0, SIZE)];
	const period = between(random, 4, 20);
	const along = (x: number, y: number) => (x - cx) * cos + (y - cy) * sin;
	const edge = between(random, 6, 30);
	const across = between(random, -1, 1);
	const at = {
		plain: () => 0.5,
		gradient: (x: number, y: number) => 0.5 + along(x, y) / SIZE,
		radial: (x: number, y: number) => Math.hypot(x - cx, y - cy) / SIZE,
		stripes: (x: number, y: number) => 0.5 + 0.5 * Math.sin((2 * Math.PI * along(x, y)) / period),
		clutter: (x: number, y: number) =>
			(along(x, y) > edge / 2 ? 0.7 : 0) + (Math.abs(along(y, x * across)) < edge / 3 ? 0.3 : 0),
	}[kind];
	const share = new Float32Array(PIXELS);
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		share[pixel] = Math.min(1, Math.max(0, at(pixel % SIZE, Math.floor(pixel / SIZE))));
	}
	return share;
}
