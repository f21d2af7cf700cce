import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readZoo } from "@mdinference/inference";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type AddModelOptions, addModel } from "./add_model.ts";
import { encode } from "./characters/encode.ts";
import { createGenerator } from "./characters/generator.ts";
import { LABELS } from "./characters/labels.ts";
import { ZOO } from "./starter_models.ts";

const onnx = join(ZOO, "characters", "characters-nano.onnx");
let folder = "";
const at = (...names: string[]) => join(folder, ...names);
const files = () => ({ task: "letters", onnx, labels: at("labels.txt"), images: at("images") });
const usual: AddModelOptions = { resize: "fill", mean: [0.5], std: [0.25], runs: 5 };

const pictures: { label: string; file: Uint8Array }[] = [];

beforeAll(async () => {
	const generator = createGenerator({ split: "test", severity: 0, seed: 4 });
	for (let i = 0; i < 60; i++) {
		const image = generator.image(i);
		pictures.push({ label: LABELS[image.label] ?? "", file: await encode(image, "png") });
	}
}, 60_000);

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "zoo-add-"));
	writeFileSync(at("labels.txt"), `${LABELS.join("\n")}\n`);
	for (const [i, { label, file }] of pictures.entries()) {
		mkdirSync(at("images", label), { recursive: true });
		writeFileSync(at("images", label, `${i}.png`), file);
	}
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("addModel()", () => {
	test("begins a new task with a model that the gateway can read, measured on the pictures", async () => {
		const { manifest, times } = await addModel(at("zoo"), files(), usual);
		expect(manifest).toMatchObject({
			task: "letters",
			name: "characters-nano",
			input: { name: "image", shape: [1, 3, 24, 24] },
			output: { name: "logits", kind: "logits" },
			preprocessing: { width: 24, height: 24, layout: "nchw", channels: "rgb", mean: [0.5, 0.5, 0.5] },
		});
		expect(manifest.accuracy.images).toBe(60);
		expect(manifest.accuracy.top1).toBeGreaterThan(0.5);
		expect(times.meanMs).toBeGreaterThan(0);
		expect((await readZoo(at("zoo"))).map(({ manifest: { name } }) => name)).toEqual(["characters-nano"]);
	});

	test("reads the labels from JSON and the pictures from a CSV file with a heading", async () => {
		writeFileSync(at("labels.json"), JSON.stringify(LABELS));
		const [label] = readdirSync(at("images"));
		const [file] = readdirSync(at("images", label!));
		writeFileSync(at("images.csv"), `path,label\nimages/${label}/${file},${label}\n`);
		const listed = { ...files(), labels: at("labels.json"), images: at("images.csv") };
		expect((await addModel(at("zoo"), listed, usual)).manifest.accuracy.images).toBe(1);
	});

	test("counts and lists pictures that cannot be read, and goes on", async () => {
		writeFileSync(at("images", readdirSync(at("images"))[0]!, "broken.png"), "no picture");
		const { unreadable, manifest } = await addModel(at("zoo"), files(), usual);
		expect(unreadable.map(({ path }) => path.endsWith("broken.png"))).toEqual([true]);
		expect(manifest.accuracy.images).toBe(60);
	});

	test("names the cause when the file is no ONNX file", async () => {
		writeFileSync(at("text.onnx"), "not a graph");
		await expect(addModel(at("zoo"), { ...files(), onnx: at("text.onnx") })).rejects.toThrow(
			/is not an ONNX file/,
		);
	});

	test("names the operator that onnxruntime lacks", async () => {
		const graph = Buffer.from(
			readFileSync(onnx).toString("latin1").replaceAll("\x04Relu", "\x04Rilu"),
			"latin1",
		);
		writeFileSync(at("rilu.onnx"), graph);
		await expect(addModel(at("zoo"), { ...files(), onnx: at("rilu.onnx") })).rejects.toThrow(/operator Rilu/);
	});

	test("refuses labels that differ in number from the outputs", async () => {
		writeFileSync(at("labels.txt"), "A\nB\n");
		await expect(addModel(at("zoo"), files(), usual)).rejects.toThrow(
			/gives 36 numbers, but .* has 2 labels/,
		);
	});

	test("refuses pictures of a class that is no label", async () => {
		mkdirSync(at("images", "ampersand"));
		writeFileSync(at("images", "ampersand", "0.png"), "");
		await expect(addModel(at("zoo"), files(), usual)).rejects.toThrow(
			/labelled "ampersand", which is no label/,
		);
	});

	test("refuses a folder without pictures", async () => {
		rmSync(at("images"), { recursive: true });
		mkdirSync(at("images"));
		await expect(addModel(at("zoo"), files(), usual)).rejects.toThrow(/holds no pictures/);
	});
});
