import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@mdinference/browser";
import { type FaultProxy, startFaultProxy } from "@mdinference/fault-proxy";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";
import { replaceModelOfPhones, writeSmallZoo } from "../small_zoo.ts";
import { buildNextVersion, taglines } from "./next_version.ts";
import { Phone, patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { surely } from "./stage.ts";

const slaMs = 10_000;
const folder = mkdtempSync(join(tmpdir(), "update-"));
const served = join(folder, "page");
const zoo = join(folder, "zoo");
const builds = {
	now: fileURLToPath(new URL("../../apps/mobile/dist", import.meta.url)),
	next: join(folder, "next"),
};

let browser: Browser;
let gateway: GatewayProcess;
let proxy: FaultProxy;
let phone: Phone;
/** SHA-256 of the model that comes with the next version. */
let nextModel: string;

beforeAll(async () => {
	deploy("now");
	await buildNextVersion(builds.next);
	gateway = await startGatewayProcess({
		env: { ...surely, MDI_PAGE: served, MDI_ZOO: writeSmallZoo(zoo) },
	});
	proxy = await startFaultProxy({ target: gateway.url });
	browser = await launchBrowser();
	const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
	phone = await Phone.in(context, proxy);
	await phone.open(slaMs);
	await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
	const another = await Phone.in(context, proxy);
	await another.open(slaMs);
	await reloadPastWorker(another.page);
}, 600_000);
afterAll(async () => {
	await browser?.close();
	await proxy?.close();
	await gateway?.end("SIGKILL");
	gateway?.remove();
	rmSync(folder, { recursive: true, force: true });
});
afterEach(() => expect(phone.complaints).toEqual([]));

/** Puts a version of the page where the gateway serves it. */
function deploy(version: keyof typeof builds): void {
	rmSync(served, { force: true });
	symlinkSync(builds[version], served);
}

/** Loads a page past its worker, as Shift and the button for it do. */
async function reloadPastWorker(page: Page): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await Promise.all([page.waitForEvent("load"), session.send("Page.reload", { ignoreCache: true })]);
	expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBe(null);
}

/** Looks for a newer version, as the browser does when the page is opened. */
async function lookForUpdate(): Promise<void> {
	await phone.page.evaluate(async () => {
		const registration = await navigator.serviceWorker.ready;
		await registration.update();
	});
}

/** Files under `assets/` that a page has used, and is served, which belong to no build but this one. */
async function strangers(page: Page, version: keyof typeof builds): Promise<string[]> {
	const used = await page.evaluate(() => {
		const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
		const written = [...document.querySelectorAll("script[src], link[href]")].map(
			(element) =>
				new URL(element.getAttribute("src") ?? element.getAttribute("href")!, location.href).pathname,
		);
		return [...loaded, ...written].filter((path) => path.startsWith("/assets/"));
	});
	expect(used.length).toBeGreaterThan(2);
	const own = new Set(readdirSync(join(builds[version], "assets")).map((name) => `/assets/${name}`));
	return used.filter((path) => !own.has(path));
}

const tagline = (page: Page) => page.locator(".tagline").textContent();
/** Requests for models since the proxy's last clear. */
const modelRequests = () =>
	proxy.exchanges.map(({ path }) => path).filter((path) => path.includes("/models/"));

describe("a newer version of the page is on the server", () => {
	test("behind a captive portal nothing of it gets in, and the page goes on as it is", async () => {
		deploy("next");
		const portal = proxy.inject({ path: /^\/assets\//, fault: { kind: "captive-portal" } });
		await lookForUpdate();
		await expect.poll(() => portal.hits, { timeout: patience }).toBeGreaterThan(0);
		const isGivenUp = () =>
			phone.page.evaluate(async () => {
				const { installing, waiting } = await navigator.serviceWorker.ready;
				return installing === null && waiting === null;
			});
		await expect.poll(isGivenUp, { timeout: patience }).toBe(true);
		await phone.page.reload();
		await phone.ready();
		expect(await tagline(phone.page)).toBe(taglines.now);
		const kept = await phone.page.evaluate(async () => {
			const names = (await caches.keys()).filter((name) => name.startsWith("mdi-page"));
			const responses = names.map(async (name) => {
				const cache = await caches.open(name);
				return Promise.all(
					(await cache.keys()).map(async (request) => [request.url, await cache.match(request)]),
				);
			});
			return (await Promise.all(responses))
				.flat()
				.map(([url, response]) => [url, (response as Response).headers.get("content-type")])
				.filter(([url, type]) => String(url).includes("/assets/") && /html/.test(String(type)));
		});
		expect(kept).toEqual([]);
		proxy.clear();
	}, 180_000);

	test("the open page is told, and goes on with its own files, also in a new tab", async () => {
		await lookForUpdate();
		await phone.page.locator("#update").waitFor({ timeout: patience });
		await phone.page.reload();
		await phone.ready();
		await phone.page.locator("#update").waitFor({ timeout: patience });
		await takePictures(phone.page, "update");
		const tab = await Phone.in(phone.page.context(), proxy);
		await tab.open(slaMs);
		for (const { page } of [phone, tab]) {
			expect(await tagline(page)).toBe(taglines.now);
			expect(await strangers(page, "now")).toEqual([]);
		}
		await phone.choose(photoOf("A"));
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "cloud", label: "A" });
	}, 180_000);

	test("a newer model there is left alone by the older page, which answers with the one that it knows", async () => {
		const { port } = new URL(gateway.url);
		await gateway.end("SIGKILL");
		nextModel = replaceModelOfPhones(zoo);
		const restarted = await startGatewayProcess({
			env: { ...surely, MDI_PAGE: served, MDI_ZOO: zoo, PORT: port },
		});
		gateway.remove();
		gateway = restarted;
		proxy.clear();
		await phone.page.reload();
		await phone.ready();
		await phone.page.context().setOffline(true);
		await phone.choose(photoOf("K"));
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "device", reason: "cloud-failed" });
		await phone.page.context().setOffline(false);
		const described = proxy.exchanges.filter(({ path }) => path === "/v1/tasks/characters");
		expect(described.map(({ status }) => status)).toContain(200);
		expect(modelRequests().filter((path) => path.includes(nextModel))).toEqual([]);
	}, 180_000);

	test("when somebody accepts, every tab is the next version, with its own files and the newer model", async () => {
		const first = phone.page;
		const tabs = first.context().pages();
		expect(tabs).toHaveLength(3);
		proxy.clear();
		await first.locator("#update button").click();
		for (const page of tabs) {
			await page.locator(".tagline", { hasText: taglines.next }).waitFor({ timeout: patience });
			await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: patience });
			expect(await strangers(page, "next")).toEqual([]);
			expect(await page.locator("#update").count()).toBe(0);
		}
		// A description that came late is for the next visit.
		const isNextModel = async () => {
			if (modelRequests().includes(`/v1/models/${nextModel}.onnx`)) return true;
			await first.reload();
			await phone.ready();
			return false;
		};
		await expect.poll(isNextModel, { timeout: patience }).toBe(true);
		const names = await first.evaluate(() => caches.keys());
		expect(names.filter((name) => name.startsWith("mdi-page"))).toHaveLength(1);
		await first.context().setOffline(true);
		await first.reload();
		await phone.ready();
		expect(await tagline(first)).toBe(taglines.next);
	}, 180_000);
});
