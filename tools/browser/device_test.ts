import { createHash } from "node:crypto";
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

/** The model with another number in place of the ten that it multiplies by. */
function multiplyingBy(gain: number): Buffer {
	const ten = Buffer.alloc(4);
	ten.writeFloatLE(10);
	const other = Buffer.from(model);
	other.writeFloatLE(gain, other.indexOf(ten));
	return other;
}
const sha256Of = (file: Buffer) => createHash("sha256").update(file).digest("hex");

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

test("a model of an earlier version is fetched anew, and the old file is forgotten", async () => {
	const page = await openPage();
	const visit = async (file: Buffer) => {
		server.answerModelWith(send(file));
		await page.reload();
		await page.waitForFunction("globalThis.testPage");
		return page.evaluate(async (sha256) => {
			const { devices, ready } = testPage.openFamily({ sha256 });
			await ready;
			const { labels } = await devices[0]!.infer(await testPage.picture("#0f0"));
			const kept = await (await caches.open("mdi-models")).keys();
			return [labels[0]!.probability.toFixed(2), kept.map(({ url }) => url.split("/").at(-1))];
		}, sha256Of(file));
	};
	const [old, next] = [model, multiplyingBy(1)];
	expect([await visit(old), server.modelRequests()]).toEqual([["1.00", [`${sha256Of(old)}.onnx`]], 1]);
	expect([await visit(next), server.modelRequests()]).toEqual([["0.58", [`${sha256Of(next)}.onnx`]], 1]);
	await page.close();
});

test("where the browser's storage is full, the model is used from memory", async () => {
	const page = await openPage();
	const session = await page.context().newCDPSession(page);
	await session.send("Storage.overrideQuotaForOrigin", { origin: new URL(page.url()).origin, quotaSize: 1 });
	const result = await page.evaluate(async () => {
		const { labels } = await testPage.open().infer(await testPage.picture("#00f"));
		return [labels[0]?.label, (await (await caches.open("mdi-models")).keys()).length];
	});
	expect(result).toEqual(["blue", 0]);
	await page.close();
});

test("where the browser refuses all storage, the model is used from memory, and measured", async () => {
	const page = await openPage();
	const result = await page.evaluate(async () => {
		const refuse = () => {
			throw new DOMException("Storage is not allowed here.", "SecurityError");
		};
		for (const name of ["caches", "localStorage"]) Object.defineProperty(globalThis, name, { get: refuse });
		const device = testPage.open();
		const { labels } = await device.infer(await testPage.picture("#00f"));
		device.close();
		return [labels[0]?.label, device.profile?.samples];
	});
	expect(result).toEqual(["blue", 1]);
	await page.close();
});

test("a model that gives what is no number is refused", async () => {
	const file = multiplyingBy(Number.NaN);
	server.answerModelWith(send(file));
	const page = await openPage();
	const failure = await page.evaluate(
		(sha256) => testPage.failure(testPage.openFamily({ sha256 }).ready),
		sha256Of(file),
	);
	expect(failure).toMatchObject({ name: "DeviceError", kind: "output" });
	await page.close();
});

test.each([
	["one thread in a page that is not cross-origin isolated", "localhost", 20, 1],
	["one thread for a small model", "isolated.localhost", 0.1, 1],
	["up to four threads for a large model in a page that is isolated", "isolated.localhost", 20, 4],
])("a device has %s", async (_, host, megaMacs, atMost) => {
	const page = await openPage(host);
	const { threads, cores, label } = await page.evaluate(async (megaMacs) => {
		const [device] = testPage.openFamily({ megaMacs }).devices;
		const { labels } = await device!.infer(await testPage.picture("#f00"));
		return { threads: device!.threads, cores: navigator.hardwareConcurrency, label: labels[0]?.label };
	}, megaMacs);
	expect(label).toBe("red");
	expect(threads).toBe(Math.min(atMost, cores > 2 ? cores - 1 : cores));
	// The model's worker, and one for each further thread.
	expect(page.workers()).toHaveLength(threads);
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

	test("by an error: its image is run by another one", async () => {
		const { page, worker, reached, failure, next } = await stuck();
		await reached();
		await worker.evaluate(() => {
			setTimeout(() => {
				throw new Error("out of memory");
			});
		});
		expect(await failure).toBe(null);
		expect(await next()).toEqual({ label: "blue", state: "ready" });
		expect([server.modelRequests(), page.workers().includes(worker)]).toEqual([1, false]);
		await page.close();
	});

	test("by silence fails its image at the limit, and the next image starts another", async () => {
		const { page, failure, next } = await stuck({ runLimitMs: 2_000 });
		expect(await failure).toMatchObject({ name: "DeviceError", kind: "worker" });
		expect(await next()).toEqual({ label: "blue", state: "ready" });
		await page.close();
	});

	test("while idle costs no image, and is replaced before one comes", async () => {
		const page = await openPage();
		await page.evaluate(async () => {
			testPage.device = testPage.open({ idleMs: 500 });
			await testPage.device.ready;
		});
		const dead = page.workers()[0]!;
		const replaced = page.waitForFunction(() => testPage.device?.state === "loading");
		await dead.evaluate(() => {
			setTimeout(() => {
				throw new Error("out of memory");
			});
		});
		await replaced;
		await page.waitForFunction(() => testPage.device?.state === "ready");
		const label = await page.evaluate(async () => {
			const { labels } = await testPage.device!.infer(await testPage.picture("#0f0"));
			return labels[0]?.label;
		});
		expect([label, page.workers().includes(dead)]).toEqual(["green", false]);
		await page.close();
	});

	test("by close() says so", async () => {
		const { page, failure } = await stuck();
		await page.evaluate(() => testPage.device?.close());
		expect(await failure).toMatchObject({ name: "DeviceError", kind: "closed" });
		await page.close();
	});
});
