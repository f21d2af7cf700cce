import type { Manifest } from "@mdinference/contract";
import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { DeviceError, type DeviceErrorKind } from "./device_error.ts";
import type { Provider, RunResult, TrialResult, WorkerReply, WorkerRequest } from "./messages.ts";
import { placementOf } from "./placement.ts";
import { padPixels, resizePixels } from "./resize_pixels.ts";
import { toLabels } from "./to_labels.ts";
import { toTensor } from "./to_tensor.ts";
import { medianOf, trialInput } from "./trial.ts";

/** A larger image is first made this large by the canvas, which is faster. */
const largestPixels = 512;

/** A trial ends after this many runs, or this long. */
const trialRuns = 21;
const trialLimitMs = 300;

interface Loaded {
	manifest: Manifest;
	session: InferenceSession;
	tensor: typeof Tensor;
}

let loaded: Loaded | undefined;

async function load(manifest: Manifest, model: ArrayBuffer, provider: Provider): Promise<void> {
	// One build each: the one with WebGPU is twice as large, and most visits never need it.
	const runtime =
		provider === "webgpu" ? await import("onnxruntime-web/webgpu") : await import("onnxruntime-web/wasm");
	if (provider === "webgpu") await refuseWeakGpu();
	const session = await runtime.InferenceSession.create(new Uint8Array(model), {
		executionProviders: [provider],
	});
	const ready = { manifest, session, tensor: runtime.Tensor };
	await run(await plainPicture(), ready);
	if (provider === "webgpu") {
		const { lost } = await runtime.env.webgpu.device;
		void lost.then(({ message }) => self.postMessage({ type: "lost", message } satisfies WorkerReply));
	}
	loaded = ready;
}

/** ONNX Runtime may fall back to the processor without a word where there is no graphics processor. */
async function refuseWeakGpu(): Promise<void> {
	const adapter = await navigator.gpu?.requestAdapter();
	if (!adapter) throw new DeviceError("runtime", "There is no graphics processor.");
}

/** Something to run the whole way once, so that the first real image finds all of it warm. */
function plainPicture(): Promise<Blob> {
	const canvas = new OffscreenCanvas(256, 256);
	canvas.getContext("2d")?.fillRect(0, 0, 256, 256);
	return canvas.convertToBlob();
}

async function predict({ session, manifest, tensor }: Loaded, input: Float32Array): Promise<number[]> {
	const feeds = { [manifest.input.name]: new tensor("float32", input, manifest.input.shape) };
	const outputs = await session.run(feeds);
	return Array.from((outputs[manifest.output.name]?.data ?? []) as ArrayLike<number>);
}

async function run(image: Blob, model: Loaded): Promise<RunResult> {
	const { manifest } = model;
	const startMs = performance.now();
	const input = toTensor(await readPixels(image, manifest), manifest.preprocessing);
	const decodedMs = performance.now();
	const labels = toLabels(await predict(model, input), manifest);
	return { labels, decodeMs: decodedMs - startMs, inferenceMs: performance.now() - decodedMs };
}

async function trial(model: Loaded): Promise<TrialResult> {
	const input = trialInput(model.manifest.input.shape.reduce((length, side) => length * side, 1));
	const outputs = await predict(model, input);
	const timesMs: number[] = [];
	const startMs = performance.now();
	while (timesMs.length < trialRuns && (timesMs.length === 0 || performance.now() - startMs < trialLimitMs)) {
		const runMs = performance.now();
		await predict(model, input);
		timesMs.push(performance.now() - runMs);
	}
	return { outputs, medianMs: medianOf(timesMs) };
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
			await load(request.manifest, request.model, request.provider);
			return { type: "loaded" };
		}
		if (loaded === undefined) throw new DeviceError("runtime", "The model is not loaded.");
		if (request.type === "trial") return { type: "tried", trial: await trial(loaded) };
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
