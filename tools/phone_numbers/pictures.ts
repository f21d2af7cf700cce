import { readFileSync } from "node:fs";
import sharp from "sharp";

const sample = new URL("../../data/zoo/characters/samples/A-0.jpg", import.meta.url);

/** A photo of a character as a few hundred pixels. */
export function smallPhoto(): Buffer {
	return readFileSync(sample);
}

let large: Promise<Buffer> | null = null;

/** The same as a camera of 12 megapixels takes it: 4,000 x 3,000 pixels, with a sensor's noise, some MB of JPEG. */
export function largePhoto(): Promise<Buffer> {
	large ??= takeLargePhoto();
	return large;
}

async function takeLargePhoto(): Promise<Buffer> {
	const [width, height] = [4_000, 3_000];
	const noise = { type: "gaussian", mean: 128, sigma: 12 } as const;
	const grain = await sharp({ create: { width: 500, height: 500, channels: 3, background: "grey", noise } })
		.png()
		.toBuffer();
	return sharp(smallPhoto())
		.resize(width, height, { fit: "cover" })
		.composite([{ input: grain, tile: true, blend: "soft-light" }])
		.jpeg({ quality: 90 })
		.toBuffer();
}
