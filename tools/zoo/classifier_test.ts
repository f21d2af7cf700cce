import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadClassifier } from "./classifier.ts";
import { answer, countRight } from "./measure.ts";
import { GraphError } from "./read_graph.ts";
import { readModels, ZOO } from "./starter_models.ts";

const models = await readModels({ task: "characters" });
const samples = join(ZOO, "characters", "samples");
const best = models.reduce((a, b) => (b.manifest.accuracy.top1 > a.manifest.accuracy.top1 ? b : a));

describe("the starter models", () => {
	test.each(models.map((model) => [model.manifest.name, model] as const))(
		"%s loads and answers with one finite number a label",
		async (_, model) => {
			const { answerToZeros } = await loadClassifier(model);
			const answer = await answerToZeros();
			expect(answer.length).toBe(36);
			expect(answer.every(Number.isFinite)).toBe(true);
		},
	);

	test("read the samples: the best model at least seven of the eight", { timeout: 60_000 }, async () => {
		const { labels } = best.manifest;
		const images = readdirSync(samples).map((file) => ({
			path: file,
			label: file.split("-")[0] ?? "",
			read: () => readFile(join(samples, file)),
		}));
		expect(images).toHaveLength(8);
		expect(countRight(await answer(await loadClassifier(best), images, labels))).toBeGreaterThanOrEqual(7);
	});
});

describe("loadClassifier()", () => {
	test("refuses a graph with other names or shapes than its manifest", async () => {
		const output = { ...best.manifest.output, name: "answer" };
		const model = { ...best, manifest: { ...best.manifest, output } };
		await expect(loadClassifier(model)).rejects.toThrow(
			/has logits float32 \[1,36\] where its manifest says answer/,
		);
	});

	test("refuses what is no ONNX file", async () => {
		await expect(loadClassifier({ ...best, bytes: new SharedArrayBuffer(64) })).rejects.toThrow(GraphError);
	});
});
