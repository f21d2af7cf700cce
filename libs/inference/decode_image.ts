import type { Preprocessing } from "@mdinference/contract";
import sharp from "sharp";

// For the whole process: no other loader of libvips ever sees a byte of a request.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
	operation: [
		"VipsForeignLoadJpegBuffer",
		"VipsForeignLoadPngBuffer",
		"VipsForeignLoadWebpBuffer",
		"VipsForeignLoadHeifBuffer",
	],
});
// Requests run beside each other, each on one thread; no two carry the same image.
sharp.concurrency(1);
sharp.cache(false);

/** Why an image was refused. */
export type ImageErrorReason = "empty" | "not-an-image" | "unreadable" | "too-large" | "too-small";

/**
 * An image that cannot be decoded. The message is a sentence for whoever sent it.
 *
 * @example
 * ```ts
 * import { ImageError } from "@mdinference/inference";
 *
 * if (new ImageError("empty", "The image has 0 bytes.").reason !== "empty") throw new Error("the reason is kept");
 * ```
 */
export class ImageError extends Error {
	/** Name of this class. */
	override readonly name = "ImageError";
	/** Why, for programs. */
	readonly reason: ImageErrorReason;

	/** Says why an image was refused. */
	constructor(reason: ImageErrorReason, message: string, options?: ErrorOptions) {
		super(message, options);
		this.reason = reason;
	}
}

/** Which sizes of images are decoded. */
export interface ImageLimits {
	/** Most pixels, width times height; 40 million unless told. It is read off the header, before decoding. */
	maxPixels?: number | undefined;
	/** Least pixels of the shorter side; 8 unless told. */
	minSidePixels?: number | undefined;
}

const known = "JPEG, PNG, WebP or AVIF";

/**
 * Decodes an image into the pixels that a model reads: turned as its EXIF orientation says, in sRGB, on white where it
 * is transparent, resized (Lanczos) and cropped, the first frame of an animation. Works on libuv's threads.
 *
 * @param bytes a JPEG, PNG, WebP or AVIF file; it must not change before the promise settles
 * @param preprocessing what the model reads
 * @returns `height * width * channels` bytes: rows from the top, pixels from the left, channels together. Gray is
 * Rec. 601 luma, 0.299 R + 0.587 G + 0.114 B. The buffer is its own and can be transferred.
 * @throws {ImageError} it is empty, of another format, damaged, too large or too small
 *
 * @example
 * ```ts
 * import { decodeImage, ImageError } from "@mdinference/inference";
 *
 * const error = await decodeImage(new TextEncoder().encode("no image"), {
 * 	width: 64, height: 64, resize: "fill", channels: "gray", layout: "nchw", mean: [0.5], std: [0.5],
 * }).catch((error) => error);
 * if (!(error instanceof ImageError && error.reason === "not-an-image")) throw new Error("text is no image");
 * ```
 */
export async function decodeImage(
	bytes: Uint8Array,
	preprocessing: Preprocessing,
	options: ImageLimits = {},
): Promise<Uint8Array> {
	const { maxPixels = 40_000_000 } = options;
	await checkHeader(bytes, maxPixels, options.minSidePixels ?? 8);
	const { width, height, resize, channels, crop = 1 } = preprocessing;
	const [wide, high] = [Math.round(width / crop), Math.round(height / crop)];
	const [left, top] = [Math.round((wide - width) / 2), Math.round((high - height) / 2)];
	// "error" refuses what is truncated, and accepts the harmless warnings that some phones' JPEGs give.
	const { data } = await sharp(bytes, { failOn: "error", autoOrient: true, limitInputPixels: maxPixels })
		.flatten({ background: "white" })
		.resize({ width: wide, height: high, fit: resize, kernel: "lanczos3", background: "black" })
		.extract({ left, top, width, height })
		.toColourspace("srgb")
		.raw()
		.toUint8Array()
		.catch(refuseDamaged);
	return channels === "rgb" ? data : luma(data);
}

/** Decodes an image once, so that the first request does not pay for loading the decoder. */
export async function warmUpDecoder(): Promise<void> {
	const white = { width: 16, height: 16, channels: 3, background: "white" } as const;
	const image = await sharp({ create: white }).jpeg().toBuffer();
	const { width, height } = white;
	await decodeImage(image, {
		width,
		height,
		resize: "fill",
		channels: "rgb",
		layout: "nchw",
		mean: [0, 0, 0],
		std: [1, 1, 1],
	});
}

async function checkHeader(bytes: Uint8Array, maxPixels: number, minSidePixels: number): Promise<void> {
	if (bytes.length === 0) throw new ImageError("empty", `The image has 0 bytes; send a ${known} file.`);
	const { width, height, format, compression } = await sharp(bytes, { limitInputPixels: false })
		.metadata()
		.catch(refuseUnknown);
	if (format === "heif" && compression !== "av1") refuseUnknown();
	const size = `The image has ${width} x ${height} pixels`;
	if (width * height > maxPixels) {
		throw new ImageError("too-large", `${size}, which is more than ${maxPixels} in all; send a smaller one.`);
	}
	if (Math.min(width, height) < minSidePixels) {
		throw new ImageError("too-small", `${size}; each side needs at least ${minSidePixels}.`);
	}
}

function refuseUnknown(cause?: Error): never {
	if (cause && !cause.message.includes("unsupported image format")) refuseDamaged(cause);
	throw new ImageError("not-an-image", `The body is not a ${known} file.`, { cause });
}

function refuseDamaged(cause: Error): never {
	throw new ImageError("unreadable", "The image is damaged or cut off; send the whole file again.", {
		cause,
	});
}

function luma(rgb: Uint8Array): Uint8Array {
	const gray = new Uint8Array(rgb.length / 3);
	for (let pixel = 0; pixel < gray.length; pixel++) {
		const [red, green, blue] = [rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!];
		gray[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
	}
	return gray;
}
