import { PIXELS, type Raster, SIZE } from "./raster.ts";

/**
 * Blurs as a lens out of focus does, with a Gaussian of the given standard deviation.
 *
 * @param sigma in pixels; below 0.2 nothing changes
 */
export function focusBlur(raster: Raster, sigma: number): Raster {
	if (sigma < 0.2) return raster;
	const radius = Math.ceil(2.5 * sigma);
	const weights = Float32Array.from({ length: radius + 1 }, (_, i) =>
		Math.exp(-(i * i) / (2 * sigma * sigma)),
	);
	const sum = weights.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
	const kernel = weights.map((weight) => weight / sum);
	return convolve(convolve(raster, kernel, 1, 0), kernel, 0, 1);
}

/** Convolves with a symmetric kernel (given from its middle outwards) along x or y; the border repeats. */
function convolve(raster: Raster, kernel: Float32Array, dx: 0 | 1, dy: 0 | 1): Raster {
	const out = new Float32Array(3 * PIXELS);
	for (let k = 1 - kernel.length; k < kernel.length; k++) {
		addShifted(out, raster, k * dx, k * dy, kernel[Math.abs(k)]!);
	}
	return out;
}

/** Adds a weighted picture, seen from (dx, dy) further; the border repeats. */
function addShifted(out: Raster, raster: Raster, dx: number, dy: number, weight: number): void {
	const last = SIZE - 1;
	const start = 3 * Math.max(0, -dx);
	const end = 3 * Math.min(SIZE, SIZE - dx);
	for (let y = 0; y < SIZE; y++) {
		const to = 3 * y * SIZE;
		const row = 3 * SIZE * Math.min(last, Math.max(0, y + dy));
		const from = row + 3 * dx;
		for (let i = 0; i < start; i++) out[to + i]! += weight * raster[row + (i % 3)]!;
		for (let i = start; i < end; i++) out[to + i]! += weight * raster[from + i]!;
		for (let i = end; i < 3 * SIZE; i++) out[to + i]! += weight * raster[row + 3 * last + (i % 3)]!;
	}
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
	const out = new Float32Array(3 * PIXELS);
	for (let tap = 0; tap < taps; tap++) {
		const along = (tap / (taps - 1) - 0.5) * length;
		addShifted(
			out,
			raster,
			Math.round(along * Math.cos(angle)),
			Math.round(along * Math.sin(angle)),
			1 / taps,
		);
	}
	return out;
}
