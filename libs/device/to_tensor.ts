import type { Preprocessing } from "@mdinference/contract";

/** The model's input from RGBA pixels of its size: scaled to [0, 1], normalised, in the model's channels and layout. */
export function toTensor(rgba: Uint8ClampedArray, preprocessing: Preprocessing): Float32Array {
	const { width, height, channels, layout, mean, std } = preprocessing;
	const pixels = width * height;
	const planes = channels === "rgb" ? 3 : 1;
	const tensor = new Float32Array(pixels * planes);
	const [pixelStride, planeStride] = layout === "nchw" ? [1, pixels] : [planes, 1];
	for (let plane = 0; plane < planes; plane++) {
		for (let pixel = 0; pixel < pixels; pixel++) {
			const value = channels === "rgb" ? rgba[pixel * 4 + plane]! : luma(rgba, pixel * 4);
			tensor[pixel * pixelStride + plane * planeStride] = (value / 255 - mean[plane]!) / std[plane]!;
		}
	}
	return tensor;
}

/** Luma of ITU-R BT.601, a whole number in [0, 255], as the gateway computes it. */
function luma(rgba: Uint8ClampedArray, at: number): number {
	return Math.round(0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!);
}
