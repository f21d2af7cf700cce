import { describe, expect, test } from "vitest";
import { type Pixels, padPixels, resizePixels } from "./resize_pixels.ts";

/** A grey image from its brightness at each pixel. */
function grey(width: number, height: number, at: (x: number, y: number) => number): Pixels {
	const data = new Uint8ClampedArray(width * height * 4);
	for (let pixel = 0; pixel < width * height; pixel++) {
		data.fill(at(pixel % width, Math.floor(pixel / width)), pixel * 4, pixel * 4 + 4);
	}
	return { width, height, data };
}

const brightness = ({ data }: Pixels) => Array.from(data).filter((_, i) => i % 4 === 0);

describe("resizePixels()", () => {
	test("changes nothing at the same size", () => {
		const image = grey(5, 4, (x, y) => 40 * x + 10 * y);
		expect(resizePixels(image, 5, 4)).toEqual(image);
	});

	test("keeps a plain image plain, smaller and larger", () => {
		const plain = grey(31, 17, () => 200);
		for (const [width, height] of [
			[7, 5],
			[64, 64],
			[1, 1],
		] as const) {
			expect(new Set(resizePixels(plain, width, height).data)).toEqual(new Set([200]));
		}
	});

	test("averages what is finer than the new grid: stripes become grey, no pattern appears", () => {
		const stripes = grey(240, 8, (x) => (x % 2 === 0 ? 0 : 255));
		for (const value of brightness(resizePixels(stripes, 24, 8)))
			expect(Math.abs(value - 127.5)).toBeLessThan(5);
	});

	test("keeps an edge where it was", () => {
		const edge = resizePixels(
			grey(64, 1, (x) => (x < 32 ? 0 : 255)),
			16,
			1,
		);
		const values = brightness(edge);
		expect(values.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
		expect(values[7]! + values[8]!).toBeCloseTo(255, -1);
		expect(values.slice(11)).toEqual([255, 255, 255, 255, 255]);
	});
});

test("padPixels() puts an image into a black frame", () => {
	const framed = padPixels(
		grey(2, 1, () => 9),
		1,
		1,
		{ width: 3, height: 3 },
	);
	expect(brightness(framed)).toEqual([0, 0, 0, 0, 9, 9, 0, 0, 0]);
});
