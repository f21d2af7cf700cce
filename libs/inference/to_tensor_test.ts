import type { Preprocessing } from "@mdinference/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toTensor } from "./to_tensor.ts";

const channel = fc.record({
	mean: fc.double({ min: -1, max: 1, noNaN: true }),
	std: fc.double({ min: 0.01, max: 2, noNaN: true }),
});

const cases = fc
	.record({
		width: fc.integer({ min: 1, max: 9 }),
		height: fc.integer({ min: 1, max: 9 }),
		channels: fc.constantFrom("rgb" as const, "gray" as const),
		layout: fc.constantFrom("nchw" as const, "nhwc" as const),
		three: fc.tuple(channel, channel, channel),
	})
	.chain(({ three, ...rest }) => {
		const used = rest.channels === "rgb" ? three : three.slice(0, 1);
		const preprocessing: Preprocessing = {
			...rest,
			resize: "fill",
			mean: used.map(({ mean }) => mean),
			std: used.map(({ std }) => std),
		};
		const length = rest.width * rest.height * used.length;
		return fc.record({
			preprocessing: fc.constant(preprocessing),
			pixels: fc.uint8Array({ minLength: length, maxLength: length }),
		});
	});

/** Looks every number up by its coordinates, one after the other, in double precision. */
function oracle(pixels: Uint8Array, preprocessing: Preprocessing): number[] {
	const { width, height, mean, std, layout } = preprocessing;
	const at = (y: number, x: number, c: number) =>
		(pixels[(y * width + x) * mean.length + c]! / 255 - mean[c]!) / std[c]!;
	const range = (n: number) => Array.from({ length: n }, (_, i) => i);
	const [rows, columns, channels] = [range(height), range(width), range(mean.length)];
	if (layout === "nchw") return channels.flatMap((c) => rows.flatMap((y) => columns.map((x) => at(y, x, c))));
	return rows.flatMap((y) => columns.flatMap((x) => channels.map((c) => at(y, x, c))));
}

describe("toTensor()", () => {
	test("agrees with looking every pixel up by its coordinates", () => {
		fc.assert(
			fc.property(cases, ({ pixels, preprocessing }) => {
				const expected = oracle(pixels, preprocessing);
				const tensor = toTensor(pixels, preprocessing);
				expect(tensor.length).toBe(expected.length);
				for (const [index, value] of expected.entries()) {
					expect(Math.abs(tensor[index]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
				}
			}),
			{ seed: 7, numRuns: 200 },
		);
	});
});
