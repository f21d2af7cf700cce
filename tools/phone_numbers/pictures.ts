import { readFileSync } from "node:fs";
import sharp from "sharp";

const sample = new URL("../../data/zoo/characters/samples/A-0.jpg", import.meta.url);

/** A photo of a character as a few hundred pixels. */
export function smallPhoto(): Buffer {
	return readFileSync(sample);
}

/** The same as a camera of 12 megapixels takes it: 4,000 x 3,000 pixels, with a sensor's noise, some MB of JPEG. */
export async function largePhoto(): Promise<Buffer> {
	const [width, height] = [4_000, 3_000];
	const noise = { type: "gaussian", mean: 128, sigma: 12 } as const;
	const grain = await sharp({ create: { width, height, channels: 3, background: "grey", noise } })
		.png({ compressionLevel: 0 })
		.toBuffer();
	return sharp(smallPhoto())
		.resize(width, height, { fit: "cover" })
		.composite([{ input: grain, blend: "soft-light" }])
		.jpeg({ quality: 90 })
		.toBuffer();
}
