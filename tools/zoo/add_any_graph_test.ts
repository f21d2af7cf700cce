import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInferencePool, readZoo } from "@mdinference/inference";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type AddModelOptions, addModel } from "./add_model.ts";

let folder = "";
const at = (...names: string[]) => join(folder, ...names);
const graph = (name: string) => join(import.meta.dirname, "testdata", `${name}.onnx`);
const add = (name: string, options: AddModelOptions = {}, changes = {}) =>
	addModel(
		at("zoo"),
		{ task: "light", onnx: graph(name), labels: at("labels.txt"), images: at("images"), ...changes },
		{ runs: 2, ...options },
	);

/** A picture of one colour, with a frame of another around the middle half of it. */
const picture = (middle: string, frame: string) => {
	const plain = (side: number, background: string) =>
		sharp({ create: { width: side, height: side, channels: 3, background } }).png();
	return plain(32, middle)
		.toBuffer()
		.then((input) => plain(64, frame).composite([{ input }]).toBuffer());
};

beforeEach(async () => {
	folder = mkdtempSync(join(tmpdir(), "zoo-graph-"));
	writeFileSync(at("labels.txt"), "dark\nlight\n");
	for (const [label, middle, frame] of [
		["dark", "black", "white"],
		["light", "white", "black"],
	] as const) {
		mkdirSync(at("images", label), { recursive: true });
		writeFileSync(at("images", label, "0.png"), await picture(middle, frame));
	}
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("a graph of someone else's", () => {
	test("that reads bytes is added, and served as it was measured", async () => {
		const { manifest } = await add("bytes", { crop: 0.5 });
		expect(manifest.input).toEqual({ name: "image", shape: [1, 8, 8, 3], dtype: "uint8" });
		expect(manifest.accuracy.top1).toBe(1);
		const pool = await createInferencePool(await readZoo(at("zoo")), { workers: 1 });
		const image = await picture("white", "black");
		const { labels } = await pool.infer({ task: "light", model: "bytes", image });
		await pool.close();
		expect(labels[0]?.label).toBe("light");
	});

	test("that was trained on the middle of pictures is right only with that crop", async () => {
		expect((await add("bytes", { crop: 0.5 })).manifest.accuracy.top1).toBe(1);
		expect((await add("bytes")).manifest.accuracy.top1).toBe(0);
	});

	test("that reads 0 to 255 as floats takes the deviation for it, and the size that it leaves open", async () => {
		const options = { crop: 0.5, std: [1 / 255], side: 16 };
		const { manifest } = await add("open_size", options);
		expect(manifest.input.shape).toEqual([1, 3, 16, 16]);
		expect(manifest.accuracy.top1).toBe(1);
	});

	test("keeps the time that was measured, and with what", async () => {
		const { manifest, times } = await add("bytes");
		expect(manifest.serviceTime?.meanMs).toBeCloseTo(times.meanMs, 2);
		expect(manifest.serviceTime).toMatchObject({ runs: 2, machine: expect.stringContaining("Node") });
	});

	test("keeps its version when it is added again, and gets the next one when its file changed", async () => {
		const version = async (name: string) => (await add(name, { name: "mine", side: 8 })).manifest.version;
		expect(await version("bytes")).toBe("1.0.0");
		expect(await version("bytes")).toBe("1.0.0");
		expect(await version("open_size")).toBe("1.1.0");
	});
});

describe("a graph that cannot be served is refused with the cause:", () => {
	test.each([
		["eight_at_a_time", /reads 8 pictures at a time: export it with a batch of 1/],
		["half_floats", /reads float16: pictures can be given as float32 or uint8/],
		["label_only", /gives int64: a float32 a label is needed/],
		["open_size", /leaves its input's size open: give --side/],
	])("%s", async (name, message) => {
		await expect(add(name)).rejects.toThrow(message);
	});
});

describe("options that do not fit are refused before anything is measured:", () => {
	test.each([
		["an unknown way to resize", { resize: "squash" }, /--resize is squash, not one of cover, contain, fill/],
		["an unknown layout", { layout: "chw" }, /--layout is chw, not one of nchw, nhwc/],
		["a layout that the shape contradicts", { layout: "nchw" }, /reads \[1,8,8,3\]: pictures give/],
		["means for bytes", { mean: [0.5] }, /mean and std must be 0 and 1: a uint8 input/],
		["two means for three channels", { mean: [0.5, 0.5] }, /preprocessing.mean: needs 3 numbers/],
		["a deviation of 0", { std: [0] }, /preprocessing.std.0/],
		["a crop in percent", { crop: 87.5 }, /preprocessing.crop/],
		["a name that is no path segment", { name: "My Model" }, /name: /],
		["bytes for phones", { device: true }, /device: must be false/],
	] as const)("%s", async (_, options, message) => {
		await expect(add("bytes", options as AddModelOptions)).rejects.toThrow(message);
	});

	test("labels that differ from those of the task's other models", async () => {
		await add("bytes");
		writeFileSync(at("labels.txt"), "light\ndark\n");
		await expect(add("open_size", { side: 8 })).rejects.toThrow(/light has other labels in bytes/);
	});

	test("a file that is no model", async () => {
		writeFileSync(at("no.onnx"), new Uint8Array(100));
		await expect(add("bytes", {}, { onnx: at("no.onnx") })).rejects.toThrow(/is not an ONNX file/);
	});
});
