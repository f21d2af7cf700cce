/// <reference types="vite/client" />
// Within the script: on a slow first visit a file of its own would wait behind the model and its runtime.
import PhotoWorker from "./photo_worker.ts?worker&inline";
import { pictureOfPhoto } from "./picture.ts";

/**
 * {@link pictureOfPhoto} beside the main thread, which would be held up for a tenth of a second and more by a photo of 12
 * megapixels; on it where the worker gives no picture, as in a browser whose workers cannot draw.
 *
 * @throws {UnreadablePictureError} where the browser cannot read the file
 */
export async function photoInWorker(file: Blob): Promise<Blob> {
	return (await askWorker(file).catch(() => null)) ?? pictureOfPhoto(file);
}

async function askWorker(file: Blob): Promise<Blob | null> {
	const worker = new PhotoWorker();
	try {
		return await new Promise((resolve, reject) => {
			worker.onmessage = ({ data }: MessageEvent<Blob | null>) => resolve(data);
			worker.onerror = (event) => {
				event.preventDefault();
				reject(new Error(event.message));
			};
			worker.postMessage(file);
		});
	} finally {
		worker.terminate();
	}
}
