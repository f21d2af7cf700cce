import { cp, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "@mdinference/contract";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readZoo } from "./read_zoo.ts";
import { ZooError, type ZooErrorReason } from "./zoo_error.ts";

const fixtures = fileURLToPath(new URL("./testdata/zoo", import.meta.url));
let zoo = "";
const at = (...path: string[]) => join(zoo, "colours", ...path);

beforeEach(async () => {
	zoo = await mkdtemp(join(tmpdir(), "zoo-"));
	await cp(fixtures, zoo, { recursive: true });
});

afterEach(() => rm(zoo, { recursive: true }));

async function edit(name: string, change: (manifest: Manifest) => void): Promise<void> {
	const manifest = JSON.parse(await readFile(at(`${name}.json`), "utf8"));
	change(manifest);
	await writeFile(at(`${name}.json`), JSON.stringify(manifest));
}

async function refusal(folder = zoo): Promise<ZooError> {
	const error = await readZoo(folder).catch((error) => error);
	expect(error).toBeInstanceOf(ZooError);
	return error;
}

async function expectRefusal(reason: ZooErrorReason, ...words: string[]): Promise<void> {
	const error = await refusal();
	expect(error.reason).toBe(reason);
	for (const word of words) expect(error.message).toContain(word);
}

describe("readZoo()", () => {
	test("reads every model of every task, with the very bytes of its file", async () => {
		await writeFile(at("README.md"), "no manifest");
		await writeFile(join(zoo, "notes.json"), "not in a task's folder");
		const models = await readZoo(zoo);
		expect(models.map(({ manifest }) => manifest.name)).toEqual(["fragile", "nano", "probabilities", "slow"]);
		const nano = models[1]!;
		expect(Buffer.from(nano.bytes)).toEqual(await readFile(at("nano.onnx")));
		expect(nano.path).toBe(at("nano.onnx"));
	});

	test("refuses a folder that is not there, and names it", async () => {
		const error = await refusal(join(zoo, "nowhere"));
		expect(error.reason).toBe("folder-missing");
		expect(error.message).toContain(`${join(zoo, "nowhere")} cannot be read (ENOENT)`);
	});

	test("refuses a zoo without a model", async () => {
		await rm(at(), { recursive: true });
		await expectRefusal("no-model", zoo);
	});

	test("refuses a manifest that is cut off", async () => {
		await truncate(at("nano.json"), 100);
		await expectRefusal("manifest-not-json", at("nano.json"));
	});

	test("refuses a manifest with a wrong field, and says which and why", async () => {
		await edit("nano", (manifest) => {
			manifest.accuracy.top1 = 2;
		});
		await expectRefusal("manifest-invalid", at("nano.json"), "accuracy.top1", "1");
	});

	test("refuses a manifest whose parts disagree", async () => {
		await edit("nano", (manifest) => manifest.labels.pop());
		await expectRefusal(
			"manifest-invalid",
			at("nano.json"),
			"there are 3 labels for an output of shape [1,4]",
		);
	});

	test("refuses a manifest that names a file elsewhere", async () => {
		await edit("nano", (manifest) => {
			manifest.file = "../../nano.onnx";
		});
		await expectRefusal("manifest-invalid", "file");
	});

	test("refuses a manifest in another task's folder", async () => {
		await edit("nano", (manifest) => {
			manifest.task = "shapes";
		});
		await expectRefusal("task-differs", at("nano.json"), '"shapes"', '"colours"');
	});

	test("refuses two models of the same name", async () => {
		await edit("slow", (manifest) => {
			manifest.name = "nano";
		});
		await expectRefusal("name-taken", at("slow.json"), '"nano"');
	});

	test("refuses models of one task with different labels", async () => {
		await edit("slow", (manifest) => {
			manifest.labels = ["black", "blue", "green", "red"];
		});
		await expectRefusal("labels-differ", at("slow.json"));
	});

	test("refuses a model that is missing", async () => {
		await rm(at("nano.onnx"));
		await expectRefusal("model-missing", at("nano.onnx"), "ENOENT", '"nano"');
	});

	test("refuses a model that is truncated, and tells both sizes", async () => {
		await truncate(at("nano.onnx"), 200);
		await expectRefusal("model-truncated", at("nano.onnx"), "200 bytes", "297");
	});

	test("refuses a model with a single altered bit, and tells both hashes", async () => {
		const bytes = await readFile(at("nano.onnx"));
		bytes[150]! ^= 1;
		await writeFile(at("nano.onnx"), bytes);
		const manifest: Manifest = JSON.parse(await readFile(at("nano.json"), "utf8"));
		await expectRefusal("model-altered", at("nano.onnx"), manifest.sha256);
	});

	test("refuses a model with something appended", async () => {
		await writeFile(at("nano.onnx"), "more", { flag: "a" });
		await expectRefusal("model-altered", at("nano.onnx"), "301 bytes");
	});
});
