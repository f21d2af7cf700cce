import type { Manifest } from "@mdinference/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toInput } from "./to_input.ts";
import { toTensor } from "./to_tensor.ts";

const plain = {
	width: 4,
	height: 3,
	resize: "fill",
	channels: "rgb",
	mean: [0, 0, 0],
	std: [1, 1, 1],
} as const;
const model = (
	dtype: "float32" | "uint8",
	layout: "nchw" | "nhwc",
): Pick<Manifest, "input" | "preprocessing"> => ({
	input: { name: "image", shape: layout === "nchw" ? [1, 3, 3, 4] : [1, 3, 4, 3], dtype },
	preprocessing: { ...plain, mean: [...plain.mean], std: [...plain.std], layout },
});
const pictures = fc.uint8Array({ minLength: 36, maxLength: 36 });

describe("toInput()", () => {
	test.each(["nchw", "nhwc"] as const)("gives bytes in the order in which floats stand, as %s", (layout) => {
		fc.assert(
			fc.property(pictures, (pixels) => {
				const bytes = toInput(pixels, model("uint8", layout));
				const floats = toTensor(pixels, model("float32", layout).preprocessing);
				expect(bytes).toBeInstanceOf(Uint8Array);
				expect([...bytes]).toEqual(Array.from(floats, (value) => Math.round(255 * value)));
			}),
			{ seed: 5 },
		);
	});

	test("gives a float32 input what toTensor() gives", () => {
		const pixels = Uint8Array.from({ length: 36 }, (_, i) => 7 * i);
		const { preprocessing } = model("float32", "nchw");
		expect(toInput(pixels, model("float32", "nchw"))).toEqual(toTensor(pixels, preprocessing));
	});
});
