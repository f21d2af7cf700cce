import type { Manifest } from "@mdinference/contract";
import { toTensor } from "./to_tensor.ts";

/**
 * Turns pixels into the numbers of a model's input, of the type that the model reads: what {@link toTensor} gives, or
 * for a `uint8` input the bytes as they are, in the model's axis order.
 *
 * @param pixels `height * width * channels` bytes, channels together, as {@link decodeImage} gives them
 *
 * @example
 * ```ts
 * import { toInput } from "@mdinference/inference";
 *
 * const bytes = toInput(new Uint8Array([1, 2, 3, 4, 5, 6]), {
 * 	input: { name: "image", shape: [1, 3, 1, 2], dtype: "uint8" },
 * 	preprocessing: {
 * 		width: 2, height: 1, resize: "fill", channels: "rgb", layout: "nchw", mean: [0, 0, 0], std: [1, 1, 1],
 * 	},
 * });
 * if (bytes.join() !== "1,4,2,5,3,6") throw new Error("all red, then all green, then all blue");
 * ```
 */
export function toInput(
	pixels: Uint8Array,
	{ input, preprocessing }: Pick<Manifest, "input" | "preprocessing">,
): Float32Array | Uint8Array {
	if (input.dtype === "float32") return toTensor(pixels, preprocessing);
	if (preprocessing.layout === "nhwc") return pixels;
	const channels = preprocessing.mean.length;
	const area = pixels.length / channels;
	return Uint8Array.from(pixels, (_, at) => pixels[(at % area) * channels + Math.floor(at / area)]!);
}
