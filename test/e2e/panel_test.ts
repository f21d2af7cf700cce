import { readFileSync } from "node:fs";
import type { Manifest } from "@mdinference/contract";
import type { BrowserContextOptions } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Phone, patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { openStage, type Stage } from "./stage.ts";
import { syncWaker } from "./sync_waker.ts";

const manifestFile = new URL("../../data/zoo/characters/characters-nano.json", import.meta.url);
const manifest: Manifest = JSON.parse(readFileSync(manifestFile, "utf8"));

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());
afterEach(() => phone.page.context().close());

const fact = (name: string) => phone.page.locator(`#fact-${name} dd`);

async function openPage(options: BrowserContextOptions = {}): Promise<void> {
	phone = await stage.phone(options);
	await phone.open(10_000);
}

async function openPanel(): Promise<void> {
	await phone.page.locator("#open-phone").click();
	await phone.page.locator("#fact-waiting").waitFor({ timeout: patience });
}

describe("the panel of this phone", () => {
	test("says what the models are, how fast they are here, and what computes them", async () => {
		await openPage();
		const { page } = phone;
		await openPanel();
		const nano = page.locator("[data-model=characters-nano]");
		await expect.poll(() => nano.textContent(), { timeout: patience }).toMatch(/half within .* 99 % within/);
		const words = (await nano.textContent())!;
		const { version, accuracy } = manifest;
		const right = `right ${(accuracy.top1 * 100).toFixed(1)} % of the time`;
		for (const part of [version, right, "11 kB", "WebAssembly, 1 thread", "in use"])
			expect(words).toContain(part);
		expect(await nano.getAttribute("data-chosen")).toBe("true");
		await page.locator("[data-model=characters-small][data-state=ready]").waitFor({ timeout: patience });
		expect(await fact("threads").textContent()).toContain("allowed");
		expect(await fact("described").textContent()).toContain("at this visit");
		await takePictures(page, "panel");
	}, 120_000);

	test("measures the network with each question; shows what waits for one, and that it was sent once there is one", async () => {
		// It would send what waits, too.
		await openPage({ serviceWorkers: "block" });
		const { page } = phone;
		await openPanel();
		expect(await fact("network").textContent()).toContain("not measured yet");
		await page.keyboard.press("Escape");
		await phone.choose(photoOf("A"));
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "cloud" });
		await openPanel();
		expect(await fact("network").textContent()).toMatch(/^[\d.]+ m?s, /);
		await expect.poll(() => fact("sent").textContent(), { timeout: patience }).toBe("1");
		await page.keyboard.press("Escape");

		await page.context().setOffline(true);
		await page.locator("#right").click();
		await openPanel();
		expect(await fact("connection").textContent()).toContain("there is none");
		await expect.poll(() => fact("waiting").textContent(), { timeout: patience }).toBe("1");
		await page.context().setOffline(false);
		await expect.poll(() => fact("waiting").textContent(), { timeout: patience }).toBe("0");
		await expect.poll(() => fact("sent").textContent(), { timeout: patience }).toBe("2");
		expect(await fact("refused").textContent()).toBe("0");
	}, 120_000);

	test("counts what its service worker has sent in its place", async () => {
		await openPage();
		const { page } = phone;
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await phone.choose(photoOf("A"));
		await phone.ask();
		await phone.answer();
		await openPanel();
		await expect.poll(() => fact("sent").textContent(), { timeout: patience }).toBe("1");
		await page.keyboard.press("Escape");
		// Of the page alone: the service worker has one.
		const session = await page.context().newCDPSession(page);
		const nothing = { latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
		await session.send("Network.enable");
		await session.send("Network.emulateNetworkConditions", { offline: true, ...nothing });
		await page.locator("#right").click();
		await openPanel();
		expect(await fact("connection").textContent()).toContain("there is none");
		const wake = await syncWaker(page, stage.proxy.url);
		const sent = async () => {
			await wake();
			return fact("sent").textContent();
		};
		await expect.poll(sent, { timeout: patience, interval: 1_000 }).toBe("2");
		await expect.poll(() => fact("waiting").textContent(), { timeout: patience }).toBe("0");
	}, 120_000);
});
