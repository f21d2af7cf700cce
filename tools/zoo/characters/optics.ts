import { PIXELS, type Raster, SIZE } from "./raster.ts";

/**
 * Blurs as a lens out of focus does, with a Gaussian of the given standard deviation.
 *
 * @param sigma in pixels; below 0.2 nothing changes
 */
export function focusBlur(raster: Raster, sigma: number): Raster {
	if (sigma < 0.2) return raster;
	const radius = Math.ceil(2.5 * sigma);
	const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
		Math.fround(Math.exp(-((i - radius) ** 2) / (2 * sigma * sigma))),
	);
	const sum = weights.slice(radius).reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
	const kernel = weights.map((weight) => Math.fround(weight / sum));
	const offsets = kernel.map((_, i) => i - radius);
	const still = kernel.map(() => 0);
	return gather(gather(raster, kernel, offsets, still), kernel, still, offsets);
}

/**
 * Blurs as a hand that moves during the exposure does: the mean along a straight line.
 *
 * @param length of the line, in pixels; below 1 nothing changes
 * @param angle of the line, in radians
 */
export function motionBlur(raster: Raster, length: number, angle: number): Raster {
	if (length < 1) return raster;
	const taps = Math.ceil(length) + 1;
	const along = Array.from({ length: taps }, (_, tap) => (tap / (taps - 1) - 0.5) * length);
	const dx = along.map((distance) => Math.round(distance * Math.cos(angle)));
	const dy = along.map((distance) => Math.round(distance * Math.sin(angle)));
	return gather(raster, Array(taps).fill(1 / taps), dx, dy);
}

/** Adds up weighted copies of a picture, the copy number k seen from (dx[k], dy[k]) further; the border repeats. */
function gather(
	raster: Raster,
	weights: readonly number[],
	dx: readonly number[],
	dy: readonly number[],
): Raster {
	const reach = Math.max(...[...dx, ...dy].map(Math.abs));
	const stride = 3 * (SIZE + 2 * reach);
	const wide = widen(raster, reach);
	const steps = Int32Array.from(weights, (_, k) => dy[k]! * stride + 3 * dx[k]!);
	const factors = Float64Array.from(weights);
	const out = new Float32Array(3 * PIXELS);
	for (let y = 0; y < SIZE; y++) {
		for (let x = 0; x < SIZE; x++) {
			const from = (y + reach) * stride + 3 * (x + reach);
			let red = 0;
			let green = 0;
			let blue = 0;
			for (let k = 0; k < steps.length; k++) {
				const factor = factors[k]!;
				const at = from + steps[k]!;
				red = Math.fround(red + factor * wide[at]!);
				green = Math.fround(green + factor * wide[at + 1]!);
				blue = Math.fround(blue + factor * wide[at + 2]!);
			}
			const to = 3 * (y * SIZE + x);
			out[to] = red;
			out[to + 1] = green;
			out[to + 2] = blue;
		}
	}
	return out;
}

/** A picture with its border repeated `reach` times on every side. */
function widen(raster: Raster, reach: number): Raster {
	const side = SIZE + 2 * reach;
	const wide = new Float32Array(3 * side * side);
	for (let y = 0; y < side; y++) {
		const row = 3 * SIZE * Math.min(SIZE - 1, Math.max(0, y - reach));
		const at = 3 * side * y;
		wide.set(raster.subarray(row, row + 3 * SIZE), at + 3 * reach);
		for (let i = 0; i < 3 * reach; i++) {
			wide[at + i] = raster[row + (i % 3)]!;
			wide[at + 3 * (reach + SIZE) + i] = raster[row + 3 * (SIZE - 1) + (i % 3)]!;
		}
	}
	return wide;
}
