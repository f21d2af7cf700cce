import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launchProfile } from "@mdinference/browser";
import type { BrowserContext } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Phone, patience, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";
import { syncWaker, tagOfSync } from "./sync_waker.ts";

const slaMs = 10_000;

interface Said {
	requestId: string;
	label: string;
}

const folder = mkdtempSync(join(tmpdir(), "phone-"));
let stage: Stage;
/** The browser of a phone, with a profile that outlives it. */
let profile: BrowserContext;
let phone: Phone;
/** What somebody said of answers while the gateway was gone: of one from the cloud, and of one from the phone. */
let said: { ofCloud: Said; ofPhone: Said };

beforeAll(async () => {
	stage = await openStage();
	await startBrowser();
	await phone.open(slaMs);
	await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}, 600_000);
afterAll(async () => {
	await profile?.close();
	await stage?.close();
	// The browser's last processes may still be writing.
	rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
});
afterEach(() => expect(phone.complaints).toEqual([]));

async function startBrowser(): Promise<void> {
	profile = await launchProfile(folder, { viewport: { width: 360, height: 780 } });
	phone = await Phone.in(profile, stage.proxy);
}

/** Asks about a photo, and gives the answer. */
async function answerTo(label: string) {
	if (await phone.page.locator("#new").isVisible()) await phone.fresh();
	await phone.choose(photoOf(label));
	await phone.ask();
	return phone.answer();
}

/** Waits until the outbox of the phone has a label for a request. */
async function keptLabel(requestId: string): Promise<void> {
	const isKept = () =>
		phone.page.evaluate(
			async ([name, key]) => {
				const database = await new Promise<IDBDatabase>((resolve, reject) => {
					const request = indexedDB.open(name);
					request.onsuccess = () => resolve(request.result);
					request.onerror = () => reject(request.error);
				});
				const found = await new Promise<boolean>((resolve, reject) => {
					const request = database.transaction("entries").objectStore("entries").getKey(key);
					request.onsuccess = () => resolve(request.result !== undefined);
					request.onerror = () => reject(request.error);
				});
				database.close();
				return found;
			},
			[tagOfSync, `label user ${requestId}`] as const,
		);
	await expect.poll(isKept, { timeout: patience }).toBe(true);
}

/** The label that the log has of a request, once there is one. */
async function labelled(requestId: string): Promise<unknown> {
	const label = () => stage.logged(requestId)?.label;
	await expect.poll(label, { timeout: patience }).toEqual(expect.any(String));
	return label();
}

describe("after one visit", () => {
	test("the page can be installed", async () => {
		const cdp = await profile.newCDPSession(phone.page);
		const { url, errors, data } = await cdp.send("Page.getAppManifest");
		expect({ url, errors }).toEqual({ url: `${stage.proxy.url}/manifest.webmanifest`, errors: [] });
		const { icons, display } = JSON.parse(data!);
		expect(display).toBe("standalone");
		expect(icons.map(({ sizes, purpose }: Record<string, string>) => [sizes, purpose])).toEqual([
			["any", undefined],
			["192x192", undefined],
			["512x512", undefined],
			["512x512", "maskable"],
		]);
		expect((await cdp.send("Page.getInstallabilityErrors")).installabilityErrors).toEqual([]);
	});

	test("each large file has come over the network once, and the WebGPU runtime not for the cache", async () => {
		const paths = stage.proxy.exchanges.map(({ path }) => path);
		const runtime = paths.filter((path) => path.endsWith(".wasm") && !path.includes("asyncify"));
		expect(runtime).toHaveLength(1);
		const kept = await phone.page.evaluate(async () => {
			const name = (await caches.keys()).find((key) => key.startsWith("mdi-page"));
			const requests = await (await caches.open(name!)).keys();
			return requests.map(({ url }) => new URL(url).pathname);
		});
		expect(kept).toContain("/");
		expect(kept).toContain(runtime[0]);
		expect(kept.filter((path) => /asyncify|webgpu/.test(path))).toEqual([]);
	});

	test("a request with a deadline does not wait for the worker to wake up", async () => {
		expect(await answerTo("W")).toMatchObject({ by: "cloud", label: "W" });
		const sources = () =>
			phone.page.evaluate(() => {
				const entries = performance.getEntriesByType("resource") as (PerformanceEntry & {
					workerFinalSourceType?: string;
				})[];
				const infer = entries.filter(({ name }) => name.endsWith("/infer"));
				return infer.map(({ workerFinalSourceType }) => workerFinalSourceType);
			});
		await expect.poll(sources, { timeout: patience }).toEqual(["network"]);
	}, 180_000);

	test("files with a hash in their names may be kept for ever, all others are asked for again", async () => {
		const caching = async (path: string) =>
			(await fetch(stage.proxy.url + path)).headers.get("cache-control");
		const document = await (await fetch(stage.proxy.url)).text();
		const script = /src="(\/assets\/[^"]+\.js)"/.exec(document)![1]!;
		expect(await caching(script)).toBe("public, max-age=31536000, immutable");
		for (const path of ["/", "/service_worker.js", "/manifest.webmanifest", "/icon_512.png", "/robots.txt"]) {
			expect([path, await caching(path)]).toEqual([path, "no-cache"]);
		}
	});
});

describe("without a network", () => {
	test("the page starts in a browser that was closed, and answers, isolated as online", async () => {
		const { label } = await answerTo("K");
		const ofCloud = { requestId: phone.lastRequestId(), label };
		await stage.reported(ofCloud.requestId);
		await stage.gateway.end("SIGKILL");
		await phone.page.locator("#right").click();
		await keptLabel(ofCloud.requestId);
		await profile.close();
		await startBrowser();
		await phone.open(slaMs);
		expect(await answerTo("A")).toMatchObject({ by: "device", reason: "cloud-failed", label: "A" });
		expect(await phone.page.evaluate(() => crossOriginIsolated)).toBe(true);
		const ofPhone = { requestId: phone.lastRequestId(), label: "A" };
		await phone.page.locator("#right").click();
		await keptLabel(ofPhone.requestId);
		said = { ofCloud, ofPhone };
	}, 180_000);

	test("all that was said meanwhile is in the log when page and gateway are back, of the phone's answer too", async () => {
		await phone.page.close();
		await stage.restart();
		phone = await Phone.in(profile, stage.proxy);
		await phone.open(slaMs);
		expect(await labelled(said.ofCloud.requestId)).toBe(said.ofCloud.label);
		expect(await labelled(said.ofPhone.requestId)).toBe(said.ofPhone.label);
		expect(stage.logged(said.ofPhone.requestId)).toMatchObject({
			policy: "none",
			answered_by: "device",
			answered_right: 1,
		});
	}, 180_000);

	test("a captive portal's page takes no file's place, and the model answers", async () => {
		stage.proxy.inject({ path: /./, fault: { kind: "captive-portal" } });
		await phone.open(slaMs);
		expect(await answerTo("B")).toMatchObject({ by: "device", reason: "cloud-failed" });
		expect(await phone.page.locator("h1").textContent()).toBe("MDInference");
		stage.proxy.clear();
		await phone.open(slaMs);
		expect(await answerTo("B")).toMatchObject({ by: "cloud", label: "B" });
	}, 180_000);

	test("a background sync sends it with no page open", async () => {
		const { label } = await answerTo("7");
		const requestId = phone.lastRequestId();
		await stage.reported(requestId);
		await profile.setOffline(true);
		await phone.page.locator("#right").click();
		await keptLabel(requestId);
		const tags = () =>
			phone.page.evaluate(async () => {
				const registration = await navigator.serviceWorker.ready;
				const { sync } = registration as unknown as { sync: { getTags(): Promise<string[]> } };
				return sync.getTags();
			});
		await expect.poll(tags, { timeout: patience }).toEqual([tagOfSync]);
		expect(stage.logged(requestId)?.label).toBeNull();
		const elsewhere = await profile.newPage();
		await phone.page.close();
		await profile.setOffline(false);
		const wake = await syncWaker(elsewhere, stage.proxy.url);
		const syncedLabel = async () => {
			await wake();
			return stage.logged(requestId)?.label;
		};
		await expect.poll(syncedLabel, { timeout: patience, interval: 1_000 }).toBe(label);
	}, 180_000);
});
