import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { encode, resizeLikeServing } from "./encode.ts";
import { createGenerator } from "./generator.ts";
import { SHIFTS } from "./scene.ts";

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** How far apart the pictures' bright and dark parts are: the mean deviation from each picture's mean. */
function deviation(pixels: Uint8Array): number {
	const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
	return pixels.reduce((sum, value) => sum + Math.abs(value - mean), 0) / pixels.length;
}

describe("createGenerator()", () => {
	test("gives the same bytes for the same seed, whatever was asked before", () => {
		const first = createGenerator({ split: "validation", seed: 3 });
		const second = createGenerator({ split: "validation", seed: 3 });
		for (let i = 0; i < 20; i++) first.image(i);
		expect(digest(second.image(19).pixels)).toBe(digest(first.image(19).pixels));
		expect(digest(second.image(4).pixels)).toBe(digest(first.image(4).pixels));
	});

	test("gives other pictures for another seed, number or set", () => {
		const pictures = [
			createGenerator({ split: "validation", seed: 3 }).image(0),
			createGenerator({ split: "validation", seed: 3 }).image(1),
			createGenerator({ split: "validation", seed: 4 }).image(0),
			createGenerator({ split: "test", seed: 3 }).image(0),
		];
		expect(new Set(pictures.map(({ pixels }) => digest(pixels))).size).toBe(pictures.length);
	});

	test("shows the low-light and low-contrast shifts as flatter pictures", () => {
		const flatness = (options: object) => {
			const generator = createGenerator({ split: "validation", seed: 1, ...options });
			return Array.from({ length: 40 }, (_, i) => deviation(generator.image(i).pixels)).reduce(
				(a, b) => a + b,
			);
		};
		const usual = flatness({});
		expect(flatness({ shift: "lowlight" })).toBeLessThan(usual / 2);
		expect(flatness({ shift: "contrast" })).toBeLessThan(usual);
	});

	test.each(SHIFTS)("changes the pictures under the shift %s", (shift) => {
		const usual = createGenerator({ split: "validation", seed: 1 }).image(0);
		expect(digest(createGenerator({ split: "validation", seed: 1, shift }).image(0).pixels)).not.toBe(
			digest(usual.pixels),
		);
	});

	test("refuses a severity that is no share, a broken seed, an unknown set and an unknown shift", () => {
		expect(() => createGenerator({ severity: 1.1 })).toThrow(/severity is 1.1/);
		expect(() => createGenerator({ severity: Number.NaN })).toThrow(/severity is NaN/);
		expect(() => createGenerator({ seed: 0.5 })).toThrow(/seed is 0.5/);
		expect(() => createGenerator({ split: "exam" as "test" })).toThrow(/no set exam/);
		expect(() => createGenerator({ shift: "rain" as "blur" })).toThrow(/no shift rain/);
	});
});

describe("encode()", () => {
	test.each([
		["png", [0x89, 0x50]],
		["jpeg", [0xff, 0xd8]],
		["webp", [0x52, 0x49]],
	] as const)("writes %s", async (format, magic) => {
		const bytes = await encode(createGenerator({ seed: 2 }).image(0), format);
		expect([...bytes.subarray(0, 2)]).toEqual(magic);
	});

	test("resizes to the side asked for", async () => {
		const image = createGenerator({ seed: 2 }).image(0);
		expect((await resizeLikeServing(image, 24)).length).toBe(24 * 24 * 3);
		expect(await resizeLikeServing(image, 64)).toBe(image.pixels);
	});
});
