import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { coloursModel } from "./colours_model.ts";
import type { TestPage } from "./device_page.ts";
import { type DeviceServer, send, startDeviceServer } from "./device_server.ts";
import { launchBrowser } from "./launch_browser.ts";

declare const testPage: TestPage;

vi.setConfig({ testTimeout: 60_000 });

const model = Buffer.from(coloursModel, "base64");
const flipped = Buffer.from(model);
flipped[60]! ^= 1;

let server: DeviceServer;
let browser: Awaited<ReturnType<typeof launchBrowser>>;

beforeAll(async () => {
	server = await startDeviceServer();
	browser = await launchBrowser({ args: ["--host-resolver-rules=MAP phone.test 127.0.0.1"] });
}, 300_000);

afterAll(async () => {
	await browser?.close();
	await server?.close();
});

beforeEach(() => server.answerModelWith(send(model)));

const openPage = (host?: string) => server.openPage(browser, host);

test("a device tells colours apart, and how long it took", async () => {
	const page = await openPage();
	const result = await page.evaluate(async () => {
		const device = testPage.open();
		const before = [device.state, device.profile];
		await device.ready;
		const answers = [];
		for (const colour of ["#f00", "#0f0", "#00f"])
			answers.push(await device.infer(await testPage.picture(colour)));
		const white = await device.infer(await testPage.picture("transparent"));
		const { name, version, accuracy, state, profile } = device;
		device.close();
		return { before, answers, white, about: { name, version, accuracy, state }, profile };
	});
	expect(result.before).toEqual(["loading", null]);
	expect(result.about).toEqual({ name: "colours-nano", version: "1.0.0", accuracy: 1, state: "ready" });
	expect(result.answers.map(({ labels }) => labels[0]?.label)).toEqual(["red", "green", "blue"]);
	for (const { labels, provider, timing } of result.answers) {
		expect(labels[0]?.probability).toBeCloseTo(1 / (1 + 2 * Math.exp(-10)), 5);
		expect(provider).toBe("wasm");
		expect(timing.totalMs).toBeGreaterThanOrEqual(timing.decodeMs + timing.inferenceMs);
	}
	expect(result.white.labels[0]?.probability).toBeCloseTo(1 / 3, 5);
	expect(result.profile?.samples).toBe(4);
	expect(server.modelRequests()).toBe(1);
	await page.close();
});

test.each([
	["over plain HTTP, where crypto.subtle is missing", "phone.test", { secure: false, isolated: false }],
	["in a page that is cross-origin isolated", "isolated.localhost", { secure: true, isolated: true }],
])("a device works %s", async (_, host, expected) => {
	const page = await openPage(host);
	const result = await page.evaluate(async () => {
		const device = testPage.open();
		const { labels } = await device.infer(await testPage.picture("#0f0"));
		return { label: labels[0]?.label, secure: isSecureContext, isolated: crossOriginIsolated };
	});
	expect(result).toEqual({ label: "green", ...expected });
	await page.close();
});

describe("a file that is not the model is never used", () => {
	test.each([
		["one bit is flipped", send(flipped)],
		["it is cut short", send(model.subarray(0, 100))],
		["it is a web page", send("<html>Welcome to our Wi-Fi</html>")],
	])("%s: a named error, after one more try past the cache", async (_, respond) => {
		server.answerModelWith(respond);
		const page = await openPage();
		const result = await page.evaluate(async () => {
			const device = testPage.open();
			const failure = await testPage.failure(device.ready);
			return { failure, state: device.state };
		});
		expect(result).toMatchObject({ state: "failed", failure: { name: "DeviceError", kind: "corrupt" } });
		expect(server.modelRequests()).toBe(2);
		await page.close();
	});

	test("a right one the second time is used", async () => {
		server.answerModelWith(send(flipped), send(model));
		const page = await openPage();
		const label = await page.evaluate(async () => {
			const { labels } = await testPage.open().infer(await testPage.picture("#00f"));
			return labels[0]?.label;
		});
		expect(label).toBe("blue");
		await page.close();
	});
});

test("a download that fails is tried again with the next image", async () => {
	server.answerModelWith(send("gone", 503), send(model));
	const page = await openPage();
	const result = await page.evaluate(async () => {
		const device = testPage.open();
		const failure = await testPage.failure(device.ready);
		const { labels } = await device.infer(await testPage.picture("#f00"));
		return { kind: failure?.kind, label: labels[0]?.label, state: device.state };
	});
	expect(result).toEqual({ kind: "download", label: "red", state: "ready" });
	await page.close();
});

test("the next visit takes the model from the browser's cache, and not if the cached one went bad", async () => {
	const page = await openPage();
	const visit = async () => {
		await page.reload();
		await page.waitForFunction("globalThis.testPage");
		return page.evaluate(async () => {
			const { labels } = await testPage.open().infer(await testPage.picture("#0f0"));
			return labels[0]?.label;
		});
	};
	expect([await visit(), server.modelRequests()]).toEqual(["green", 1]);
	expect([await visit(), server.modelRequests()]).toEqual(["green", 1]);
	await page.evaluate(async () => {
		const cache = await caches.open("mdi-models");
		for (const request of await cache.keys())
			await cache.put(request, new Response("<html>not a model</html>"));
	});
	expect([await visit(), server.modelRequests()]).toEqual(["green", 2]);
	await page.close();
});

test("what is not an image fails alone", async () => {
	const page = await openPage();
	const result = await page.evaluate(async () => {
		const device = testPage.open();
		const bad = testPage.failure(device.infer(new Blob(["no image"])));
		const good = device.infer(await testPage.picture("#0f0"));
		return { kind: (await bad)?.kind, label: (await good).labels[0]?.label };
	});
	expect(result).toEqual({ kind: "image", label: "green" });
	expect(server.modelRequests()).toBe(1);
	await page.close();
});

test("an image that was given up is not run", async () => {
	const page = await openPage();
	const result = await page.evaluate(async () => {
		const device = testPage.open();
		await device.ready;
		const controller = new AbortController();
		const picture = await testPage.picture("#f00");
		const first = device.infer(picture);
		const given = testPage.failure(device.infer(picture, { signal: controller.signal }));
		controller.abort();
		await first;
		return { name: (await given)?.name, samples: device.profile?.samples };
	});
	expect(result).toEqual({ name: "AbortError", samples: 1 });
	await page.close();
});

describe("a worker that dies", () => {
	/** Leaves the device with an image in the worker that never gets done. */
	async function stuck(options: { runLimitMs?: number } = {}) {
		const page = await openPage();
		await page.evaluate(async (options) => {
			testPage.device = testPage.open(options);
			await testPage.device.ready;
		}, options);
		const worker = page.workers()[0]!;
		await worker.evaluate(() => {
			const reached = new Promise<void>((resolve) => {
				self.createImageBitmap = () => {
					resolve();
					return new Promise(() => {});
				};
			});
			Object.assign(self, { reached });
		});
		const failure = page.evaluate(async () =>
			testPage.failure(testPage.device!.infer(await testPage.picture("#f00"))),
		);
		const reached = () => worker.evaluate("self.reached");
		const next = () =>
			page.evaluate(async () => {
				const { labels } = await testPage.device!.infer(await testPage.picture("#00f"));
				return { label: labels[0]?.label, state: testPage.device!.state };
			});
		return { page, worker, reached, failure, next };
	}

	test("by an error fails its image, and the next image starts another", async () => {
		const { page, worker, reached, failure, next } = await stuck();
		await reached();
		await worker.evaluate(() => {
			setTimeout(() => {
				throw new Error("out of memory");
			});
		});
		expect(await failure).toMatchObject({ name: "DeviceError", kind: "worker" });
		expect(await next()).toEqual({ label: "blue", state: "ready" });
		expect(server.modelRequests()).toBe(1);
		await page.close();
	});

	test("by silence fails its image at the limit, and the next image starts another", async () => {
		const { page, failure, next } = await stuck({ runLimitMs: 300 });
		expect(await failure).toMatchObject({ name: "DeviceError", kind: "worker" });
		expect(await next()).toEqual({ label: "blue", state: "ready" });
		await page.close();
	});

	test("while idle costs no image", async () => {
		const page = await openPage();
		await page.evaluate(async () => {
			testPage.device = testPage.open();
			await testPage.device.ready;
		});
		await page.workers()[0]!.evaluate(() => {
			setTimeout(() => {
				throw new Error("out of memory");
			});
		});
		await page.waitForFunction(() => testPage.device?.state === "loading");
		const label = await page.evaluate(async () => {
			const { labels } = await testPage.device!.infer(await testPage.picture("#0f0"));
			return labels[0]?.label;
		});
		expect(label).toBe("green");
		await page.close();
	});

	test("by close() says so", async () => {
		const { page, failure } = await stuck();
		await page.evaluate(() => testPage.device?.close());
		expect(await failure).toMatchObject({ name: "DeviceError", kind: "closed" });
		await page.close();
	});
});
