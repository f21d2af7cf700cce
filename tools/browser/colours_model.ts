import type { Manifest } from "@mdinference/contract";

/**
 * A network of three nodes for tests: global average pool, flatten, times ten. It tells whether an image is red, green
 * or blue, as ONNX of opset 13.
 */
export const coloursModel: string =
	"CAgSADqqAQogCgVpbWFnZRIEbWVhbiIRR2xvYmFsQXZlcmFnZVBvb2wKFQoEbWVhbhIEZmxhdCIHRmxhdHRlbgoZCgRmbGF0CgRnYWluEgZsb2dp" +
	"dHMiA011bBIHY29sb3VycyoQCAEQASIEAAAgQUIEZ2FpblofCgVpbWFnZRIWChQIARIQCgIIAQoCCAMKAggICgIICGIYCgZsb2dpdHMSDgoMCAES" +
	"CAoCCAEKAggDQgQKABAN";

/** The manifest of {@link coloursModel}. */
export const coloursManifest: Manifest = {
	schema: 1,
	task: "colours",
	name: "colours-nano",
	version: "1.0.0",
	description: "Mean of each channel.",
	file: "colours-nano.onnx",
	bytes: 183,
	sha256: "01e00899d1c577de0102d7c3e3a0ee92b5f23d04b82366d12106211b30aa0363",
	device: true,
	input: { name: "image", shape: [1, 3, 8, 8], dtype: "float32" },
	output: { name: "logits", shape: [1, 3], dtype: "float32", kind: "logits", temperature: 1 },
	preprocessing: {
		width: 8,
		height: 8,
		resize: "cover",
		channels: "rgb",
		layout: "nchw",
		mean: [0, 0, 0],
		std: [1, 1, 1],
	},
	labels: ["red", "green", "blue"],
	accuracy: { top1: 1, images: 3, dataset: "three plain images" },
};
