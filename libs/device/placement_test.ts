import { expect, test } from "vitest";
import { placementOf } from "./placement.ts";

const wide = { width: 200, height: 100 };
const onto = (resize: "fill" | "cover" | "contain") => placementOf(wide, { width: 64, height: 64, resize });

test("placementOf() stretches, crops around the centre, or pads", () => {
	expect(onto("fill")).toEqual({ source: [0, 0, 200, 100], target: [0, 0, 64, 64] });
	expect(onto("cover")).toEqual({ source: [50, 0, 100, 100], target: [0, 0, 64, 64] });
	expect(onto("contain")).toEqual({ source: [0, 0, 200, 100], target: [0, 16, 64, 32] });
});

test("placementOf() takes the middle of what was fitted, where the model was trained so", () => {
	const cropped = (resize: "fill" | "cover" | "contain") =>
		placementOf(wide, { width: 64, height: 64, resize, crop: 0.5 });
	expect(cropped("fill")).toEqual({ source: [50, 25, 100, 50], target: [0, 0, 64, 64] });
	expect(cropped("cover")).toEqual({ source: [75, 25, 50, 50], target: [0, 0, 64, 64] });
	expect(cropped("contain")).toEqual({ source: [50, 0, 100, 100], target: [0, 0, 64, 64] });
});

test("placementOf() leaves at least a line of the thinnest image", () => {
	const { target } = placementOf({ width: 4000, height: 1 }, { width: 64, height: 64, resize: "contain" });
	expect(target).toEqual([0, 31, 64, 1]);
});
