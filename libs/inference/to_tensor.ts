import type { Preprocessing } from "@mdinference/contract";

/**
 * Turns pixels into the numbers that a model reads: `(pixel / 255 - mean) / std`, one mean and std a channel.
 *
 * @param pixels `height * width * channels` bytes, channels together, as {@link decodeImage} gives them
 * @param preprocessing the size, the axis order, the means and standard deviations
 * @returns as many numbers in the order of `preprocessing.layout`
 *
 * @example
 * ```ts
 * import { toTensor } from "@mdinference/inference";
 *
 * const tensor = toTensor(new Uint8Array([0, 255]), {
 * 	width: 2, height: 1, resize: "fill", channels: "gray", layout: "nchw", mean: [0.5], std: [0.5],
 * });
 * if (tensor.join() !== "-1,1") throw new Error("black becomes -1, white 1");
 * ```
 */
export function toTensor(pixels: Uint8Array, preprocessing: Preprocessing): Float32Array {
	const { width, height, layout, mean, std } = preprocessing;
	const channels = mean.length;
	const area = width * height;
	const pixelStep = layout === "nchw" ? 1 : channels;
	const channelStep = layout === "nchw" ? area : 1;
	const tensor = new Float32Array(channels * area);
	for (let channel = 0; channel < channels; channel++) {
		const scale = 1 / (255 * std[channel]!);
		const shift = -mean[channel]! / std[channel]!;
		for (let pixel = 0; pixel < area; pixel++) {
			tensor[channel * channelStep + pixel * pixelStep] = pixels[pixel * channels + channel]! * scale + shift;
		}
	}
	return tensor;
}
