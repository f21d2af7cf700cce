import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { paretoFront } from "./pareto_front.ts";
import { readModels, ZOO } from "./starter_models.ts";

const manifests = (await readModels({ task: "characters" })).map(({ manifest }) => manifest);
const models = manifests.map(({ name, bytes, device, accuracy: { top1, images }, serviceTime }) => ({
	name,
	bytes,
	device,
	top1,
	images,
	meanMs: serviceTime?.meanMs ?? Number.NaN,
}));

describe("the ladder of starter models", () => {
	test("reaches from models that are often wrong to models that rarely are, on 10,000 pictures", () => {
		expect(models.length).toBeGreaterThanOrEqual(10);
		expect(Math.min(...models.map(({ top1 }) => top1))).toBeLessThanOrEqual(0.6);
		expect(Math.max(...models.map(({ top1 }) => top1))).toBeGreaterThanOrEqual(0.95);
		for (const { images } of models) expect(images).toBe(10_000);
	});

	test("reaches from half a millisecond to forty, as measured when it was published", () => {
		expect(Math.min(...models.map(({ meanMs }) => meanMs))).toBeLessThanOrEqual(0.5);
		expect(Math.max(...models.map(({ meanMs }) => meanMs))).toBeGreaterThanOrEqual(40);
	});

	test("has at least two models that another one beats, as families of published networks have", () => {
		expect(models.length - paretoFront(models).length).toBeGreaterThanOrEqual(2);
	});

	test("gives phones one of 200 kB and one of 2 MB, and takes 40 MB in all", () => {
		const sizes = models.filter(({ device }) => device).map(({ bytes }) => bytes);
		expect(sizes.filter((bytes) => bytes <= 200_000).length).toBeGreaterThanOrEqual(1);
		expect(sizes.filter((bytes) => bytes > 200_000 && bytes <= 2_000_000).length).toBeGreaterThanOrEqual(1);
		expect(models.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(40_000_000);
	});

	test.each(models)("has a card of $name that agrees with its manifest", ({ name, top1, bytes, meanMs }) => {
		const card = readFileSync(join(ZOO, "characters", `${name}.md`), "utf8");
		for (const row of [
			"expected calibration error",
			"multiply-adds",
			"largest difference of a logit to PyTorch",
		]) {
			expect(card).toContain(`| ${row} |`);
		}
		for (const shift of ["blur", "lowlight", "handwriting", "occlusion", "contrast"]) {
			expect(card).toContain(`| top-1, shift ${shift} |`);
		}
		expect(card).toContain(`| top-1 | ${(100 * top1).toFixed(2)} % (95 % interval`);
		expect(card).toContain(`| file | ${bytes.toLocaleString("en")} bytes |`);
		expect(card).toContain(`| service time | ${meanMs} ms, `);
	});
});
