import { expect, test } from "vitest";
import { toTensor } from "./to_tensor.ts";

const rgba = new Uint8ClampedArray([255, 0, 51, 255, 0, 102, 255, 255]);
const rgb = {
	width: 2,
	height: 1,
	resize: "fill",
	channels: "rgb",
	mean: [0, 0, 0],
	std: [1, 1, 1],
} as const;
const round = (tensor: Float32Array) => Array.from(tensor, (value) => Number(value.toFixed(4)));

test("toTensor() writes planes for nchw and pixels for nhwc", () => {
	const settings = { ...rgb, mean: [...rgb.mean], std: [...rgb.std] };
	expect(round(toTensor(rgba, { ...settings, layout: "nchw" }))).toEqual([1, 0, 0, 0.4, 0.2, 1]);
	expect(round(toTensor(rgba, { ...settings, layout: "nhwc" }))).toEqual([1, 0, 0.2, 0, 0.4, 1]);
});

test("toTensor() subtracts the mean, then divides, channel by channel", () => {
	const settings = { ...rgb, layout: "nchw", mean: [0.5, 0, 0], std: [0.5, 2, 1] } as const;
	const tensor = toTensor(rgba, { ...settings, mean: [...settings.mean], std: [...settings.std] });
	expect(round(tensor)).toEqual([1, -1, 0, 0.2, 0.2, 1]);
});

test("toTensor() weighs the channels of grey as Rec. 601 does", () => {
	const tensor = toTensor(rgba, { ...rgb, channels: "gray", layout: "nchw", mean: [0], std: [1] });
	expect(round(tensor)).toEqual([0.3216, 0.349]);
});
