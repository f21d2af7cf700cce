import { frameOf, paintInk, type Stroke } from "./ink.ts";

const sidePixels = 256;
const leastPixels = 32;
const thumbnailPixels = 112;
const quality = 0.9;
const isWorker = typeof document === "undefined";

/** There is no picture that this browser can read. */
export class UnreadablePictureError extends Error {
	/** Name of this class. */
	override readonly name: string = "UnreadablePictureError";
}

/** A drawing as a small PNG. */
export async function pictureOfInk(strokes: readonly Stroke[]): Promise<Blob> {
	const [canvas, context] = squareCanvas(sidePixels);
	paintInk(context, sidePixels, strokes, frameOf(strokes));
	return encode(canvas, "image/png");
}

/**
 * The middle square of a photo as a small JPEG, turned upright: a photo of 48 megapixels becomes some 15 kB before it
 * travels.
 *
 * @throws {UnreadablePictureError} where the browser cannot read the file
 */
export async function pictureOfPhoto(file: Blob): Promise<Blob> {
	const photo = await createImageBitmap(file, { imageOrientation: "from-image" }).catch((cause) => {
		throw new UnreadablePictureError("This browser cannot read the file as a picture.", { cause });
	});
	try {
		return await pictureOfSquare(photo, photo.width, photo.height);
	} finally {
		photo.close();
	}
}

/**
 * What a viewfinder shows now, its middle square, as a small JPEG.
 *
 * @throws {UnreadablePictureError} where the camera has given no picture yet
 */
export async function pictureOfVideo(video: HTMLVideoElement): Promise<Blob> {
	const { videoWidth, videoHeight } = video;
	if (videoWidth === 0) throw new UnreadablePictureError("The camera has given no picture yet.");
	return pictureOfSquare(video, videoWidth, videoHeight);
}

/** A picture at the size of a thumb, as a `data:` URL of some 2 kB. */
export async function thumbnailOf(picture: Blob): Promise<string> {
	const image = await createImageBitmap(picture);
	const [canvas, context] = squareCanvas(thumbnailPixels);
	context.imageSmoothingQuality = "high";
	context.drawImage(image, 0, 0, thumbnailPixels, thumbnailPixels);
	image.close();
	return canvas.toDataURL("image/jpeg", 0.8);
}

function pictureOfSquare(image: CanvasImageSource, width: number, height: number): Promise<Blob> {
	const side = Math.min(width, height);
	const size = Math.min(sidePixels, Math.max(leastPixels, side));
	const [canvas, context] = isWorker ? offscreenCanvas(size) : squareCanvas(size);
	context.fillStyle = "white";
	context.fillRect(0, 0, size, size);
	context.imageSmoothingQuality = "high";
	context.drawImage(image, (width - side) / 2, (height - side) / 2, side, side, 0, 0, size, size);
	return encode(canvas, "image/jpeg");
}

function squareCanvas(size: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
	const canvas = document.createElement("canvas");
	canvas.width = size;
	canvas.height = size;
	return [canvas, canvas.getContext("2d")!];
}

function offscreenCanvas(size: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
	const canvas = new OffscreenCanvas(size, size);
	return [canvas, canvas.getContext("2d")!];
}

function encode(canvas: HTMLCanvasElement | OffscreenCanvas, type: string): Promise<Blob> {
	if ("convertToBlob" in canvas) return canvas.convertToBlob({ type, quality });
	return new Promise((resolve, reject) => {
		canvas.toBlob(
			(blob) => (blob ? resolve(blob) : reject(new Error("The canvas gave no picture."))),
			type,
			quality,
		);
	});
}
