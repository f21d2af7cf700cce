import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { coloursModel } from "./colours_model.ts";
import type { TestPage } from "./device_page.ts";
import { type DeviceServer, send, startDeviceServer } from "./device_server.ts";
import { launchBrowser } from "./launch_browser.ts";

declare const testPage: TestPage;

vi.setConfig({ testTimeout: 120_000 });

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

async function pageOnWebgpu() {
	const page = await server.openPage(browser);
	await page.evaluate(async () => {
		testPage.device = testPage.open({ provider: "webgpu", idleMs: 10 });
		await testPage.device.ready;
	});
	await page.waitForFunction(() => testPage.device?.webgpu !== "untried", undefined, { timeout: 60_000 });
	const answer = (colour: string) =>
		page.evaluate(async (colour) => {
			const { labels, provider } = await testPage.device!.infer(await testPage.picture(colour));
			return [labels[0]?.label, provider];
		}, colour);
	return { page, answer };
}

test("WebGPU gives the golden answer and, where it is wanted, computes what follows", async () => {
	const { page, answer } = await pageOnWebgpu();
	expect(await page.evaluate(() => testPage.device?.webgpu)).toBe("wanted");
	expect(await answer("#f00")).toEqual(["red", "webgpu"]);
	expect(await answer("#00f")).toEqual(["blue", "webgpu"]);
	await page.close();
});

test("a slower WebGPU is not taken by itself, and the choice is remembered", async () => {
	const page = await server.openPage(browser);
	const visit = () =>
		page.evaluate(async () => {
			testPage.device = testPage.open({ idleMs: 10 });
			await testPage.device.ready;
		});
	await visit();
	await page.waitForFunction(() => testPage.device?.webgpu !== "untried", undefined, { timeout: 60_000 });
	expect(await page.evaluate(() => testPage.device?.webgpu)).toBe("slower");
	await page.evaluate(() => testPage.device?.close());
	await visit();
	await page.waitForTimeout(1_000);
	expect(await page.evaluate(() => [testPage.device?.webgpu, testPage.device?.provider])).toEqual([
		"untried",
		"wasm",
	]);
	await page.close();
});

test("when the graphics processor is lost, the next image is answered by WebAssembly, and it is tried once more", async () => {
	const page = await server.openPage(browser);
	// Remembers the worker's GPU device as it is made, long after the worker began to load its runtime.
	page.on("worker", (worker) =>
		worker.evaluate(() => {
			const { requestDevice } = GPUAdapter.prototype;
			GPUAdapter.prototype.requestDevice = async function (...request) {
				const device = await requestDevice.apply(this, request);
				Object.assign(self, { lose: () => device.destroy() });
				return device;
			};
		}),
	);
	await page.evaluate(async () => {
		testPage.device = testPage.open({ provider: "webgpu", idleMs: 1_000 });
		await testPage.device.ready;
	});
	const until = (status: string) =>
		page.waitForFunction((status) => testPage.device?.webgpu === status, status, { timeout: 60_000 });
	const answer = () =>
		page.evaluate(async () => {
			const { labels, provider } = await testPage.device!.infer(await testPage.picture("#0f0"));
			return [labels[0]?.label, provider];
		});
	await until("wanted");
	expect(await answer()).toEqual(["green", "webgpu"]);
	await page.workers().at(-1)!.evaluate("self.lose()");
	await until("lost");
	expect(await answer()).toEqual(["green", "wasm"]);
	await until("wanted");
	expect(await answer()).toEqual(["green", "webgpu"]);
	await page.close();
});
