import type { Random } from "@mdinference/stats";

/** Side of an image of the task, in pixels. */
export const SIZE = 64;
/** Pixels of an image. */
export const PIXELS: number = SIZE * SIZE;

/** A colour or a picture being made: red, green, blue, 0 to 1, interleaved. */
export type Raster = Float32Array;

/** Red, green and blue, 0 to 1. */
export type Colour = readonly [number, number, number];

/** A number drawn uniformly from an interval. */
export function between(random: Random, low: number, high: number): number {
	return low + (high - low) * random();
}

/** One of the items, each as likely. */
export function pick<Item>(random: Random, items: readonly Item[]): Item {
	const item = items[Math.floor(random() * items.length)];
	if (item === undefined) throw new RangeError("there is nothing to pick from");
	return item;
}

/**
 * A colour of about a given lightness.
 *
 * @param lightness 0 (black) to 1 (white)
 * @param chroma how far each channel may stray from it
 */
export function colour(random: Random, lightness: number, chroma: number): Colour {
	const channel = () => Math.min(1, Math.max(0, lightness + between(random, -chroma, chroma)));
	return [channel(), channel(), channel()];
}

/**
 * Smooth random values: a coarse grid of numbers, interpolated bilinearly.
 *
 * @param cells number of grid cells a side, at least 1
 * @returns one value in [0, 1) for each pixel
 */
export function valueNoise(random: Random, cells: number): Float32Array {
	const side = cells + 2;
	const grid = Float32Array.from({ length: side * side }, random);
	const noise = new Float32Array(PIXELS);
	const step = cells / SIZE;
	for (let y = 0; y < SIZE; y++) {
		const row = Math.floor(y * step);
		const fy = y * step - row;
		for (let x = 0; x < SIZE; x++) {
			const column = Math.floor(x * step);
			const fx = x * step - column;
			const at = row * side + column;
			const top = grid[at]! + (grid[at + 1]! - grid[at]!) * fx;
			const bottom = grid[at + side]! + (grid[at + side + 1]! - grid[at + side]!) * fx;
			noise[y * SIZE + x] = top + (bottom - top) * fy;
		}
	}
	return noise;
}

/** Blends a colour into one pixel. */
export function blend(raster: Raster, pixel: number, paint: Colour, share: number): void {
	const at = 3 * pixel;
	raster[at] = raster[at]! + (paint[0] - raster[at]!) * share;
	raster[at + 1] = raster[at + 1]! + (paint[1] - raster[at + 1]!) * share;
	raster[at + 2] = raster[at + 2]! + (paint[2] - raster[at + 2]!) * share;
}
