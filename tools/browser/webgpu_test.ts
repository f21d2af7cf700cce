import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { coloursModel } from "./colours_model.ts";
import type { TestPage } from "./device_page.ts";
import { type DeviceServer, send, startDeviceServer } from "./device_server.ts";
import { launchBrowser } from "./launch_browser.ts";

declare const testPage: TestPage;

vi.setConfig({ testTimeout: 120_000 });

/** SwiftShader calls itself what it is. */
const pretendHardware = `
	Object.defineProperty(GPUAdapterInfo.prototype, "isFallbackAdapter", { get: () => false });`;
/** What the graphics processor gives, each number replaced. */
const computing = (value: string) => `${pretendHardware}
	const { getMappedRange } = GPUBuffer.prototype;
	GPUBuffer.prototype.getMappedRange = function (...range) {
		const bytes = getMappedRange.apply(this, range);
		new Float32Array(bytes).fill(${value});
		return bytes;
	};`;
/** Gives a hand on the GPU device, to destroy it as a driver's crash does: at once, or as soon as an image is decoded. */
const losable = `
	const { requestDevice } = GPUAdapter.prototype;
	GPUAdapter.prototype.requestDevice = async function (...request) {
		const device = await requestDevice.apply(this, request);
		self.lose = () => device.destroy();
		self.loseInRun = () => {
			const decode = self.createImageBitmap;
			self.createImageBitmap = (...image) => {
				device.destroy();
				return decode(...image);
			};
		};
		return device;
	};`;

let server: DeviceServer;
let browser: Awaited<ReturnType<typeof launchBrowser>>;

beforeAll(async () => {
	server = await startDeviceServer();
	server.answerModelWith(send(Buffer.from(coloursModel, "base64")));
	// SwiftShader computes WebGPU on the processor: correct, and slow.
	browser = await launchBrowser({ args: ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"] });
}, 300_000);
afterAll(async () => {
	await browser?.close();
	await server?.close();
});
beforeEach(() => server.breakWorkersWith(""));

/** A page with a device that tries WebGPU as soon as it was measured. */
async function openDevice(provider: "auto" | "webgpu", inPage: () => void = () => {}) {
	const page = await server.openPage(browser);
	await page.evaluate(inPage);
	const begin = () =>
		page.evaluate(async (provider) => {
			testPage.device?.close();
			testPage.device = testPage.open({ provider, idleMs: 10 });
			await testPage.device.ready;
		}, provider);
	await begin();
	const status = () => page.evaluate(() => testPage.device!.webgpu);
	const until = (wanted: string) =>
		page.waitForFunction((wanted) => testPage.device?.webgpu === wanted, wanted, { timeout: 60_000 });
	const tried = async () => {
		await page.waitForFunction(() => testPage.device?.webgpu !== "untried", undefined, { timeout: 60_000 });
		return status();
	};
	const answer = (colour: string) =>
		page.evaluate(async (colour) => {
			const { labels, provider } = await testPage.device!.infer(await testPage.picture(colour));
			return [labels[0]?.label, provider];
		}, colour);
	/** Calls what the breakage left in the newest worker. */
	const inGpuWorker = (call: string) => page.workers().at(-1)!.evaluate(call);
	return { page, begin, status, until, tried, answer, inGpuWorker };
}

/** How often the script of the runtime was fetched, which fetches the rest of it. */
const runtimesWithWebgpu = () => server.paths().filter((path) => /webgpu.*\.js$/.test(path));

describe("WebGPU", () => {
	test("gives the golden answer and, where it is wanted, computes what follows, even in software", async () => {
		const { page, tried, answer } = await openDevice("webgpu");
		expect(await tried()).toBe("wanted");
		expect(await answer("#f00")).toEqual(["red", "webgpu"]);
		expect(await answer("#00f")).toEqual(["blue", "webgpu"]);
		await page.close();
	});

	test("that is slower is not taken by itself, and the choice is remembered", async () => {
		server.breakWorkersWith(pretendHardware);
		const { page, tried, begin, status } = await openDevice("auto");
		expect(await tried()).toBe("slower");
		expect(runtimesWithWebgpu()).toHaveLength(1);
		await begin();
		await page.waitForFunction(() => testPage.device?.profile?.samples === 100, undefined, {
			timeout: 60_000,
		});
		expect([await status(), runtimesWithWebgpu().length]).toEqual(["slower", 1]);
		await page.close();
	});

	test.each([
		["a wrong answer", "1", "wrong-answer"],
		["NaN", "NaN", "not-finite"],
	])("that gives %s is not taken, even where it is wanted", async (_, value, reason) => {
		server.breakWorkersWith(computing(value));
		const { page, tried, answer } = await openDevice("webgpu");
		const status = await tried();
		// The warm-up already finds numbers that are none.
		if (reason === "not-finite") expect(status).toEqual({ unavailable: "The model gave no usable numbers." });
		else expect(status).toBe(reason);
		expect(await answer("#f00")).toEqual(["red", "wasm"]);
		await page.close();
	});
});

describe("where there is no graphics processor, its runtime is not even fetched:", () => {
	test("a browser without WebGPU", async () => {
		const { page, tried, answer } = await openDevice("auto", () => {
			delete (Navigator.prototype as { gpu?: unknown }).gpu;
		});
		expect(await tried()).toEqual({ unavailable: "This browser has no WebGPU." });
		expect(await answer("#0f0")).toEqual(["green", "wasm"]);
		expect(runtimesWithWebgpu()).toEqual([]);
		await page.close();
	});

	test("a null adapter", async () => {
		server.breakWorkersWith("GPU.prototype.requestAdapter = async () => null;");
		const { page, tried, answer } = await openDevice("webgpu");
		expect(await tried()).toEqual({ unavailable: "There is no graphics processor." });
		expect(await answer("#0f0")).toEqual(["green", "wasm"]);
		expect(runtimesWithWebgpu()).toEqual([]);
		await page.close();
	});

	test("a fallback adapter, which is the processor again", async () => {
		const { page, tried, answer } = await openDevice("auto");
		expect(await tried()).toEqual({ unavailable: "The graphics processor is emulated by the processor." });
		expect(await answer("#0f0")).toEqual(["green", "wasm"]);
		expect(runtimesWithWebgpu()).toEqual([]);
		await page.close();
	});
});

describe("when the graphics processor is lost", () => {
	test("idle, and once more: the next image is answered by WebAssembly, and it is tried again one time", async () => {
		server.breakWorkersWith(losable);
		const { page, until, status, answer, inGpuWorker } = await openDevice("webgpu");
		await until("wanted");
		expect(await answer("#0f0")).toEqual(["green", "webgpu"]);
		await inGpuWorker("self.lose()");
		await until("lost");
		expect(await answer("#0f0")).toEqual(["green", "wasm"]);
		await until("wanted");
		expect(await answer("#0f0")).toEqual(["green", "webgpu"]);
		await inGpuWorker("self.lose()");
		await until("lost");
		expect(await answer("#00f")).toEqual(["blue", "wasm"]);
		await page.waitForFunction(() => testPage.device?.profile?.samples === 100, undefined, {
			timeout: 60_000,
		});
		expect([await status(), await answer("#f00")]).toEqual(["lost", ["red", "wasm"]]);
		await page.close();
	});

	test("in a run: that image is answered by WebAssembly after all", async () => {
		server.breakWorkersWith(losable);
		const { page, until, status, answer, inGpuWorker } = await openDevice("webgpu");
		await until("wanted");
		await inGpuWorker("self.loseInRun()");
		expect(await answer("#0f0")).toEqual(["green", "wasm"]);
		expect(await status()).toBe("lost");
		await page.close();
	});
});
