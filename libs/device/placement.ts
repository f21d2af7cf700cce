import type { Preprocessing } from "@mdinference/contract";

/** Which part of an image goes where on a canvas, in pixels. */
export interface Placement {
	/** The part of the image: left, top, width, height. */
	source: [number, number, number, number];
	/** Its place on the canvas: left, top, width, height. */
	target: [number, number, number, number];
}

/** Where an image of a size belongs on the model's input. */
export function placementOf(
	image: { width: number; height: number },
	{ width, height, resize, crop = 1 }: Pick<Preprocessing, "width" | "height" | "resize" | "crop">,
): Placement {
	const frame = { width: Math.round(width / crop), height: Math.round(height / crop), resize };
	const { source, target } = placedWhole(image, frame);
	const [left, top] = [Math.round((frame.width - width) / 2), Math.round((frame.height - height) / 2)];
	const [x, y] = [Math.max(target[0], left), Math.max(target[1], top)];
	const w = Math.min(target[0] + target[2], left + width) - x;
	const h = Math.min(target[1] + target[3], top + height) - y;
	const [across, down] = [source[2] / target[2], source[3] / target[3]];
	return {
		source: [source[0] + (x - target[0]) * across, source[1] + (y - target[1]) * down, w * across, h * down],
		target: [x - left, y - top, w, h],
	};
}

/** Where an image belongs on a frame of which nothing is cropped. */
function placedWhole(
	image: { width: number; height: number },
	{ width, height, resize }: Pick<Preprocessing, "width" | "height" | "resize">,
): Placement {
	const whole: Placement = { source: [0, 0, image.width, image.height], target: [0, 0, width, height] };
	if (resize === "fill") return whole;
	const scales = [width / image.width, height / image.height];
	if (resize === "cover") {
		const scale = Math.max(...scales);
		const [w, h] = [width / scale, height / scale];
		return { ...whole, source: [(image.width - w) / 2, (image.height - h) / 2, w, h] };
	}
	const scale = Math.min(...scales);
	const w = Math.max(1, Math.round(image.width * scale));
	const h = Math.max(1, Math.round(image.height * scale));
	return { ...whole, target: [Math.floor((width - w) / 2), Math.floor((height - h) / 2), w, h] };
}
