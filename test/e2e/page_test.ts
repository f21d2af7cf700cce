import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@mdinference/browser";
import Database from "better-sqlite3";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));
const sizes = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 800 } };
const patience = 30_000;
/** The models that a phone may run: which one depends on how fast it is. */
const onPhone = /characters-(nano|small)/;

let browser: Browser;
let gateway: GatewayProcess;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
	mkdirSync(screenshots, { recursive: true });
	browser = await launchBrowser();
}, 600_000);
afterAll(() => browser?.close());

beforeEach(async () => {
	gateway = await startGatewayProcess();
	context = await browser.newContext({ viewport: sizes.phone });
	page = await context.newPage();
	complaints = [];
	page.on("pageerror", (error) => complaints.push(error.message));
}, 60_000);
afterEach(async () => {
	await context.close();
	await gateway.end("SIGKILL");
	gateway.remove();
});

/** Opens the page and waits until the model on the device can answer. */
async function open(slaMs: number): Promise<void> {
	await page.goto(`${gateway.url}/?sla=${slaMs}`);
	await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: patience });
}

/** Draws a T with the mouse. */
async function draw(): Promise<void> {
	const pad = (await page.locator("#pad").boundingBox())!;
	const line = async (from: [number, number], to: [number, number]) => {
		await page.mouse.move(pad.x + from[0] * pad.width, pad.y + from[1] * pad.height);
		await page.mouse.down();
		await page.mouse.move(pad.x + to[0] * pad.width, pad.y + to[1] * pad.height, { steps: 8 });
		await page.mouse.up();
	};
	await line([0.25, 0.25], [0.75, 0.25]);
	await line([0.5, 0.25], [0.5, 0.78]);
}

/** What the page says once it has an answer. */
async function answer(): Promise<{ by: string; reason: string; label: string; status: string }> {
	const element = page.locator("#answer[data-by]");
	await element.waitFor({ timeout: patience });
	return {
		by: (await element.getAttribute("data-by"))!,
		reason: (await element.getAttribute("data-reason"))!,
		label: (await page.locator("#label").textContent())!,
		status: (await page.getByRole("status").textContent())!,
	};
}

describe("the page with the gateway up", () => {
	test("a drawn T is read by the cloud in time, and its decision is in the log", async () => {
		await open(2000);
		await draw();
		await page.locator("#ask").click();
		const shown = await answer();
		expect(shown).toMatchObject({ by: "cloud", reason: "cloud-in-time", label: "T" });
		expect(shown.status).toContain("characters-");
		await page.screenshot({ path: `${screenshots}answer-phone.png` });
		const database = new Database(gateway.databasePath, { readonly: true });
		await expect
			.poll(() => database.prepare("SELECT sla_ms, device_model, top_label FROM requests").get(), {
				timeout: 5000,
			})
			.toEqual({ sla_ms: 2000, device_model: expect.stringMatching(onPhone), top_label: "T" });
		database.close();
		expect(complaints).toEqual([]);
	}, 120_000);

	test("a photo is read too, and nothing is fetched from anywhere but the gateway", async () => {
		const hosts = new Set<string>();
		page.on("request", (request) => {
			const { protocol, host } = new URL(request.url());
			if (protocol.startsWith("http") || protocol.startsWith("ws")) hosts.add(host);
		});
		await open(2000);
		const { bytes, name } = samples()[0]!;
		await page.getByRole("button", { name: "Photo" }).click();
		await page
			.locator("#library")
			.setInputFiles({ name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) });
		await page.locator("#ask").click();
		expect((await answer()).by).toBe("cloud");
		expect([...hosts]).toEqual([new URL(gateway.url).host]);
		await page.setViewportSize(sizes.desktop);
		await page.screenshot({ path: `${screenshots}photo-desktop.png` });
		expect(complaints).toEqual([]);
	}, 120_000);

	test("is usable on a screen of 360 pixels: nothing sticks out, and the main button is in reach", async () => {
		await open(250);
		await draw();
		const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(overflow).toBeLessThanOrEqual(0);
		const button = (await page.locator("#ask").boundingBox())!;
		expect(button.height).toBeGreaterThanOrEqual(44);
		expect(button.y + button.height).toBeLessThanOrEqual(sizes.phone.height);
	}, 120_000);
});

describe("the page when the gateway fails it", () => {
	test("the gateway freezes in mid-request: at the deadline the phone's own answer is shown", async () => {
		await open(1000);
		await draw();
		gateway.child.kill("SIGSTOP");
		await page.locator("#ask").click();
		const shown = await answer();
		expect(shown).toMatchObject({ by: "device", reason: "deadline" });
		expect(shown.status).toMatch(onPhone);
		await page.screenshot({ path: `${screenshots}deadline-phone.png` });
		expect(complaints).toEqual([]);
	}, 120_000);

	test("the gateway is killed in mid-request: the phone answers", async () => {
		await open(1500);
		await draw();
		gateway.child.kill("SIGSTOP");
		const sent = page.waitForRequest((request) => request.url().endsWith("/infer"));
		await page.locator("#ask").click();
		await sent;
		gateway.child.kill("SIGKILL");
		expect(await answer()).toMatchObject({ by: "device", reason: "cloud-failed" });
		await page.screenshot({ path: `${screenshots}killed-phone.png` });
	}, 120_000);

	test("the gateway was gone before the request: the phone answers", async () => {
		await open(1500);
		await gateway.end("SIGKILL");
		await draw();
		await page.locator("#ask").click();
		expect(await answer()).toMatchObject({ by: "device", reason: "cloud-failed" });
	}, 120_000);

	test("a late answer of the cloud is shown as late, beside the phone's", async () => {
		await open(400);
		await draw();
		gateway.child.kill("SIGSTOP");
		await page.locator("#ask").click();
		expect((await answer()).by).toBe("device");
		gateway.child.kill("SIGCONT");
		await page.locator("#late-cloud").waitFor({ timeout: patience });
		expect((await answer()).by).toBe("device");
		await page.screenshot({ path: `${screenshots}late-phone.png` });
	}, 120_000);
});
