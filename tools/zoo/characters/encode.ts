import sharp from "sharp";
import type { CharacterImage } from "./generator.ts";
import { SIZE } from "./raster.ts";

/** A file format that the gateway reads. */
export type ImageFormat = "png" | "jpeg" | "webp";

/**
 * Encodes a picture as a file that a phone would send.
 *
 * @param format `png` keeps every pixel, `jpeg` (quality 90) and `webp` do not
 * @returns the bytes of the file
 *
 * @example
 * ```ts
 * import { createGenerator, encode } from "@mdinference/zoo";
 *
 * const file = await encode(createGenerator({ seed: 7 }).image(0), "jpeg");
 * if (file[0] !== 0xff || file[1] !== 0xd8) throw new Error("a JPEG file begins with ff d8");
 * ```
 */
export async function encode(image: CharacterImage, format: ImageFormat): Promise<Uint8Array> {
	const raw = { width: SIZE, height: SIZE, channels: 3 as const };
	return sharp(image.pixels, { raw })
		.toFormat(format, { quality: format === "png" ? 100 : 90 })
		.toBuffer();
}

/**
 * Resizes a picture exactly as the server does before a model reads it: sharp's `fill` with its default kernel.
 *
 * @param side width and height wanted, in pixels
 * @returns red, green and blue from 0 to 255, interleaved
 *
 * @example
 * ```ts
 * import { createGenerator, resizeLikeServing } from "@mdinference/zoo";
 *
 * const pixels = await resizeLikeServing(createGenerator({ seed: 7 }).image(0), 24);
 * if (pixels.length !== 24 * 24 * 3) throw new Error("a picture of 24x24 pixels in colour");
 * ```
 */
export async function resizeLikeServing(image: CharacterImage, side: number): Promise<Uint8Array> {
	if (side === SIZE) return image.pixels;
	const raw = { width: SIZE, height: SIZE, channels: 3 as const };
	return sharp(image.pixels, { raw }).resize(side, side, { fit: "fill" }).raw().toBuffer();
}
