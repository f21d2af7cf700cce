import type { Manifest } from "@mdinference/contract";
import { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { DeviceError, type DeviceErrorKind } from "./device_error.ts";
import type { RunResult, WorkerReply, WorkerRequest } from "./messages.ts";
import { placementOf } from "./placement.ts";
import { padPixels, resizePixels } from "./resize_pixels.ts";
import { toLabels } from "./to_labels.ts";
import { toTensor } from "./to_tensor.ts";

/** A larger image is first made this large by the canvas, which is faster. */
const largestPixels = 512;

interface Loaded {
	manifest: Manifest;
	session: InferenceSession;
}

let loaded: Loaded | undefined;

async function load(manifest: Manifest, model: ArrayBuffer): Promise<void> {
	const session = await InferenceSession.create(new Uint8Array(model), { executionProviders: ["wasm"] });
	await run(await plainPicture(), { manifest, session });
	loaded = { manifest, session };
}

/** Something to run the whole way once, so that the first real image finds all of it warm. */
function plainPicture(): Promise<Blob> {
	const canvas = new OffscreenCanvas(256, 256);
	canvas.getContext("2d")?.fillRect(0, 0, 256, 256);
	return canvas.convertToBlob();
}

async function predict(session: InferenceSession, manifest: Manifest, input: Float32Array) {
	const feeds = { [manifest.input.name]: new Tensor("float32", input, manifest.input.shape) };
	const outputs = await session.run(feeds);
	return toLabels((outputs[manifest.output.name]?.data ?? []) as ArrayLike<number>, manifest);
}

async function run(image: Blob, { manifest, session }: Loaded): Promise<RunResult> {
	const startMs = performance.now();
	const input = toTensor(await readPixels(image, manifest), manifest.preprocessing);
	const decodedMs = performance.now();
	const labels = await predict(session, manifest, input);
	return { labels, decodeMs: decodedMs - startMs, inferenceMs: performance.now() - decodedMs };
}

async function readPixels(image: Blob, { preprocessing }: Manifest): Promise<Uint8ClampedArray> {
	const bitmap = await createImageBitmap(image, { imageOrientation: "from-image" }).catch((cause) => {
		throw new DeviceError("image", "This browser cannot read the image.", { cause });
	});
	const { source, target } = placementOf(bitmap, preprocessing);
	const scale = Math.min(1, largestPixels / Math.max(source[2], source[3]));
	const width = Math.max(1, Math.round(source[2] * scale));
	const height = Math.max(1, Math.round(source[3] * scale));
	const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
	if (context === null) throw new DeviceError("runtime", "This browser cannot draw in a worker.");
	context.fillStyle = "white";
	context.fillRect(0, 0, width, height);
	context.imageSmoothingQuality = "high";
	context.drawImage(bitmap, ...source, 0, 0, width, height);
	bitmap.close();
	const [left, top, targetWidth, targetHeight] = target;
	const resized = resizePixels(context.getImageData(0, 0, width, height), targetWidth, targetHeight);
	return padPixels(resized, left, top, preprocessing).data;
}

async function answer(request: WorkerRequest): Promise<WorkerReply> {
	try {
		if (request.type === "load") {
			await load(request.manifest, request.model);
			return { type: "loaded" };
		}
		if (loaded === undefined) throw new DeviceError("runtime", "The model is not loaded.");
		return { type: "result", result: await run(request.image, loaded) };
	} catch (error) {
		const kind: DeviceErrorKind = error instanceof DeviceError ? error.kind : "runtime";
		return { type: "failed", kind, message: error instanceof Error ? error.message : String(error) };
	}
}

// ONNX Runtime starts its threads from this same script; they have their own conversation.
if (!self.name.startsWith("em-pthread")) {
	self.onmessage = async (event: MessageEvent<WorkerRequest>) => self.postMessage(await answer(event.data));
}
