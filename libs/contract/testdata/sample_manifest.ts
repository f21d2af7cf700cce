import type { Manifest } from "../manifest.ts";

/** A sound manifest for tests: two labels, 8x8 RGB. */
export const sampleManifest: Manifest = {
	schema: 1,
	task: "letters",
	name: "letters-nano",
	version: "1.0.0",
	description: "A sample.",
	file: "letters-nano.onnx",
	bytes: 100,
	sha256: "0".repeat(64),
	device: true,
	input: { name: "image", shape: [1, 3, 8, 8], dtype: "float32" },
	output: { name: "logits", shape: [1, 2], dtype: "float32", kind: "logits", temperature: 1 },
	preprocessing: {
		width: 8,
		height: 8,
		resize: "fill",
		channels: "rgb",
		layout: "nchw",
		mean: [0.5, 0.5, 0.5],
		std: [0.25, 0.25, 0.25],
	},
	labels: ["A", "B"],
	accuracy: { top1: 0.9, images: 1000, dataset: "samples" },
};
