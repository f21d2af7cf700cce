import { describe, expect, test } from "vitest";
import { Manifest } from "./manifest.ts";
import { sampleManifest } from "./testdata/sample_manifest.ts";

const complaints = (changes: object) => {
	const result = Manifest.safeParse({ ...sampleManifest, ...changes });
	return result.success
		? []
		: result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};
const { preprocessing, input, output } = sampleManifest;

describe("Manifest", () => {
	test("takes a sound manifest, in either layout", () => {
		expect(complaints({})).toEqual([]);
		expect(
			complaints({
				input: { ...input, shape: [1, 8, 8, 3] },
				preprocessing: { ...preprocessing, layout: "nhwc" },
			}),
		).toEqual([]);
	});

	test("names what disagrees: the shape, the labels, the channels", () => {
		expect(complaints({ input: { ...input, shape: [1, 3, 9, 8] } })).toEqual([
			"input.shape: is [1,3,9,8], but the preprocessing gives [1,3,8,8]",
		]);
		expect(complaints({ labels: ["A", "B", "C"] })).toEqual([
			"labels: there are 3 labels for an output of shape [1,2]",
		]);
		expect(complaints({ labels: ["A", "A"] })).toEqual(["labels: a label stands there twice"]);
		expect(complaints({ preprocessing: { ...preprocessing, mean: [0.5] } })).toEqual([
			"preprocessing.mean: needs 3 numbers, one a channel",
		]);
	});

	test("takes bytes as input, on the server, without normalising", () => {
		const bytes = { input: { ...input, dtype: "uint8" }, device: false };
		const plain = { ...preprocessing, mean: [0, 0, 0], std: [1, 1, 1] };
		expect(complaints({ ...bytes, preprocessing: plain })).toEqual([]);
		expect(complaints({ ...bytes, preprocessing: plain, device: true })).toEqual([
			"device: must be false: phones give float32 only",
		]);
		expect(complaints(bytes)).toEqual([
			"preprocessing: mean and std must be 0 and 1: a uint8 input takes pixels as they are",
		]);
	});

	test("takes a crop and a measured service time", () => {
		const serviceTime = { meanMs: 0.5, sdMs: 0.1, runs: 1000, machine: "a server" };
		expect(complaints({ serviceTime, preprocessing: { ...preprocessing, crop: 0.875 } })).toEqual([]);
	});

	test.each([
		["a crop that leaves nothing", { preprocessing: { ...preprocessing, crop: 0 } }, "preprocessing.crop"],
		["a crop in percent", { preprocessing: { ...preprocessing, crop: 87.5 } }, "preprocessing.crop"],
		["numbers of 16 bits", { input: { ...input, dtype: "float16" } }, "input.dtype"],
		["accuracy in percent", { accuracy: { top1: 90, images: 1000, dataset: "" } }, "accuracy.top1"],
		["accuracy of no images", { accuracy: { top1: 0.9, images: 0, dataset: "" } }, "accuracy.images"],
		["a temperature of 0", { output: { ...output, temperature: 0 } }, "output.temperature"],
		["a deviation of 0", { preprocessing: { ...preprocessing, std: [0, 1, 1] } }, "preprocessing.std.0"],
		["a hash in capitals", { sha256: "A".repeat(64) }, "sha256"],
		["a file outside its folder", { file: "../secret.onnx" }, "file"],
		["a name that is no path segment", { name: "Letters/Nano" }, "name"],
		["another schema", { schema: 2 }, "schema"],
	])("refuses %s", (_, changes, path) => {
		expect(complaints(changes).map((complaint) => complaint.split(":")[0])).toContain(path);
	});
});
