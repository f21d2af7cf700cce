import type { Manifest } from "@mdinference/contract";
import type { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { DeviceError, type DeviceErrorKind } from "./device_error.ts";
import { importRuntime } from "./import_runtime.ts";
import type { LoadOptions, Provider, RunResult, TrialRun, WorkerReply, WorkerRequest } from "./messages.ts";
import { placementOf } from "./placement.ts";
import { padPixels, resizePixels } from "./resize_pixels.ts";
import { toLabels } from "./to_labels.ts";
import { toTensor } from "./to_tensor.ts";
import { trialInput } from "./trial.ts";

/** A larger image is first made this large by the canvas, which is faster. */
const largestPixels = 512;

interface Loaded {
	manifest: Manifest;
	session: InferenceSession;
	tensor: typeof Tensor;
}

let loaded: Loaded | undefined;
let ownPicture: Promise<Blob> | undefined;

async function load(
	manifest: Manifest,
	model: ArrayBuffer,
	provider: Provider,
	{ threads, softwareGpu }: LoadOptions,
): Promise<void> {
	// Asked first, for ONNX Runtime may fall back to the processor without a word, and its build with WebGPU is twice as
	// large: most visits need it never.
	if (provider === "webgpu") await refuseWeakGpu(softwareGpu);
	const runtime = await (provider === "webgpu"
		? importRuntime(() => import("onnxruntime-web/webgpu"))
		: importRuntime(() => import("onnxruntime-web/wasm")));
	runtime.env.wasm.numThreads = threads;
	const session = await runtime.InferenceSession.create(new Uint8Array(model), {
		executionProviders: [provider],
	});
	const ready = { manifest, session, tensor: runtime.Tensor };
	await run(null, ready);
	if (provider === "webgpu") {
		const { lost } = await runtime.env.webgpu.device;
		void lost.then(({ message }) => self.postMessage({ type: "lost", message } satisfies WorkerReply));
	}
	loaded = ready;
}

async function refuseWeakGpu(softwareGpu: boolean): Promise<void> {
	if (navigator.gpu === undefined) throw new DeviceError("runtime", "This browser has no WebGPU.");
	const adapter = await navigator.gpu.requestAdapter();
	if (adapter === null) throw new DeviceError("runtime", "There is no graphics processor.");
	// Older browsers say it of the adapter itself.
	const { info, isFallbackAdapter } = adapter as { info?: GPUAdapterInfo; isFallbackAdapter?: boolean };
	if ((info?.isFallbackAdapter ?? isFallbackAdapter) && !softwareGpu) {
		throw new DeviceError("runtime", "The graphics processor is emulated by the processor.");
	}
}

/** Something to run the whole way, as large and as varied as what a page sends: to warm up, and to measure. */
function drawPicture(): Promise<Blob> {
	const canvas = new OffscreenCanvas(256, 256);
	const context = canvas.getContext("2d");
	for (let i = 0; i < 64 && context !== null; i++) {
		context.fillStyle = `hsl(${i * 47} 60% ${20 + ((i * 29) % 60)}%)`;
		context.fillRect((i % 8) * 32, Math.floor(i / 8) * 32, 32, 32);
	}
	return canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
}

async function predict({ session, manifest, tensor }: Loaded, input: Float32Array): Promise<number[]> {
	const feeds = { [manifest.input.name]: new tensor("float32", input, manifest.input.shape) };
	const outputs = await session.run(feeds);
	return Array.from((outputs[manifest.output.name]?.data ?? []) as ArrayLike<number>);
}

/** Runs the model on an image, or on a picture of its own. */
async function run(image: Blob | null, model: Loaded): Promise<RunResult> {
	const { manifest } = model;
	ownPicture ??= drawPicture();
	const picture = image ?? (await ownPicture);
	const startMs = performance.now();
	const input = toTensor(await readPixels(picture, manifest), manifest.preprocessing);
	const decodedMs = performance.now();
	const labels = toLabels(await predict(model, input), manifest);
	return { labels, decodeMs: decodedMs - startMs, inferenceMs: performance.now() - decodedMs };
}

async function trial(model: Loaded): Promise<TrialRun> {
	const input = trialInput(model.manifest.input.shape.reduce((length, side) => length * side, 1));
	const startMs = performance.now();
	const outputs = await predict(model, input);
	return { outputs, inferenceMs: performance.now() - startMs };
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
			await load(request.manifest, request.model, request.provider, request.options);
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
