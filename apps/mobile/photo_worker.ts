import { pictureOfPhoto } from "./picture.ts";

/** Answers a photo with its picture, and with null where there is none. */
self.onmessage = async ({ data }: MessageEvent<Blob>) => {
	self.postMessage(await pictureOfPhoto(data).catch(() => null));
};
