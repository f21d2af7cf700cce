import { GLYPH_SIZE, MASK_SIZE } from "./glyph_mask.ts";
import { PIXELS, SIZE } from "./raster.ts";

/** How the flat mask lies before the camera. */
export interface Pose {
	/** Turn in the picture, in radians. */
	rotation: number;
	/** Slant: sideways shift for each unit of height. */
	shear: number;
	/** The glyph's longer side in the picture, in pixels. */
	size: number;
	/** Width over height, 1 being the face's own. */
	aspect: number;
	/** Shift of the centre to the right and down, in pixels. */
	shift: readonly [number, number];
	/** Change of scale for each pixel to the right and down: the plane's tilt. */
	tilt: readonly [number, number];
}

/**
 * Sees a mask from a camera: rotation, shear, scale, shift and perspective in one step, bilinear.
 *
 * @param mask coverage from 0 to 255, {@link MASK_SIZE} squared
 * @returns coverage from 0 to 1 for each pixel of the picture
 */
export function warp(mask: Uint8Array, pose: Pose): Float32Array {
	const { rotation, shear, size, aspect, shift, tilt } = pose;
	const scale = GLYPH_SIZE / size;
	const [cos, sin] = [scale * Math.cos(rotation), scale * Math.sin(rotation)];
	const [ux, uy] = [(cos + shear * -sin) / aspect, (sin + shear * cos) / aspect];
	const [vx, vy] = [-sin, cos];
	const coverage = new Float32Array(PIXELS);
	const middle = MASK_SIZE / 2 - 0.5;
	for (let row = 0; row < SIZE; row++) {
		const y = row + 0.5 - SIZE / 2 - shift[1];
		for (let column = 0; column < SIZE; column++) {
			const x = column + 0.5 - SIZE / 2 - shift[0];
			const depth = 1 + tilt[0] * x + tilt[1] * y;
			const u = (ux * x + uy * y) / depth + middle;
			const v = (vx * x + vy * y) / depth + middle;
			if (u < 0 || v < 0 || u >= MASK_SIZE - 1 || v >= MASK_SIZE - 1) continue;
			const left = Math.floor(u);
			const top = Math.floor(v);
			const at = top * MASK_SIZE + left;
			const fu = u - left;
			const above = mask[at]! + (mask[at + 1]! - mask[at]!) * fu;
			const below = mask[at + MASK_SIZE]! + (mask[at + MASK_SIZE + 1]! - mask[at + MASK_SIZE]!) * fu;
			coverage[row * SIZE + column] = (above + (below - above) * (v - top)) / 255;
		}
	}
	return coverage;
}
