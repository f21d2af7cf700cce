import { createCanvas } from "@napi-rs/canvas";
import { openFaces } from "./faces.ts";
import type { Generator } from "./generator.ts";
import { LABELS } from "./labels.ts";
import { PIXELS, SIZE } from "./raster.ts";

/**
 * Puts the first pictures of a generator on one sheet, each with its class beneath, for people to judge.
 *
 * @param columns pictures beside each other
 * @param rows pictures below each other
 * @returns a PNG file
 *
 * @example
 * ```ts
 * import { contactSheet, createGenerator } from "@mdinference/zoo";
 *
 * const png = contactSheet(createGenerator({ shift: "blur" }), 4, 2);
 * if (png[1] !== "P".charCodeAt(0)) throw new Error("the sheet is a PNG file");
 * ```
 */
export function contactSheet(generator: Generator, columns: number, rows: number): Uint8Array {
	const caption = openFaces("train")
		.get("sans")
		?.flat()
		.find(({ family }) => family === "lato");
	const [width, height] = [SIZE + 2, SIZE + 12];
	const canvas = createCanvas(columns * width, rows * height);
	const context = canvas.getContext("2d");
	context.fillStyle = "#fff";
	context.fillRect(0, 0, canvas.width, canvas.height);
	context.fillStyle = "#000";
	context.font = `10px "${caption?.name}"`;
	context.textAlign = "center";
	for (let i = 0; i < columns * rows; i++) {
		const [x, y] = [(i % columns) * width, Math.floor(i / columns) * height];
		const { pixels, label } = generator.image(i);
		const tile = context.createImageData(SIZE, SIZE);
		for (let pixel = 0; pixel < PIXELS; pixel++) {
			tile.data.set([...pixels.subarray(3 * pixel, 3 * pixel + 3), 255], 4 * pixel);
		}
		context.putImageData(tile, x + 1, y + 1);
		context.fillText(LABELS[label] ?? "", x + width / 2, y + height - 2);
	}
	return canvas.toBuffer("image/png");
}
