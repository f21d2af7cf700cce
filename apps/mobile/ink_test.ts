import fc from "fast-check";
import { expect, test } from "vitest";
import { frameOf, wholePad } from "./ink.ts";

const coordinate = fc.double({ min: 0, max: 1, noNaN: true });
const strokes = fc.array(
	fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 1, maxLength: 9 }),
	{
		minLength: 1,
		maxLength: 4,
	},
);

test("frameOf() an empty pad is the whole pad", () => {
	expect(frameOf([])).toEqual(wholePad);
});

test("frameOf() puts what was drawn in the middle, with a margin around it", () => {
	fc.assert(
		fc.property(strokes, (drawn) => {
			const { x, y, side } = frameOf(drawn);
			for (const point of drawn.flat()) {
				expect(point.x).toBeGreaterThanOrEqual(x + side * 0.19);
				expect(point.x).toBeLessThanOrEqual(x + side * 0.81);
				expect(point.y).toBeGreaterThanOrEqual(y + side * 0.19);
				expect(point.y).toBeLessThanOrEqual(y + side * 0.81);
			}
		}),
		{ seed: 3 },
	);
});

test("frameOf() a dot does not blow it up", () => {
	expect(frameOf([[{ x: 0.5, y: 0.5 }]])).toEqual({ x: 0.375, y: 0.375, side: 0.25 });
});
