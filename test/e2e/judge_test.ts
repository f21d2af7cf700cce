import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@mdinference/browser";
import { LabelBatch, LabelReport, OutcomeBatch, OutcomeReport } from "@mdinference/contract";
import type { Browser, BrowserContext, Page, Route } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";

const screenshots = fileURLToPath(new URL("../screenshots/", import.meta.url));
const patience = 30_000;

let browser: Browser;
let gateway: GatewayProcess;
let context: BrowserContext;
let page: Page;
let labels: LabelReport[];
let reports: OutcomeReport[];

beforeAll(async () => {
	mkdirSync(screenshots, { recursive: true });
	browser = await launchBrowser();
	gateway = await startGatewayProcess();
}, 600_000);
afterAll(async () => {
	await browser?.close();
	await gateway?.end("SIGKILL");
	gateway?.remove();
});

/** Takes what the page sends, as the gateway would. */
async function take<T>(
	route: Route,
	items: unknown[],
	parse: (item: unknown) => T,
	kept: T[],
): Promise<void> {
	kept.push(...items.map(parse));
	const results = items.map((_, index) => ({ index, requestId: null, status: "recorded" }));
	await route.fulfill({ json: { results } });
}

beforeEach(async () => {
	labels = [];
	reports = [];
	context = await browser.newContext({ viewport: { width: 360, height: 780 } });
	await context.route("**/v1/feedback", (route) => {
		const batch = LabelBatch.parse(route.request().postDataJSON());
		return take(route, batch.labels, (item) => LabelReport.parse(item), labels);
	});
	await context.route("**/v1/outcomes", (route) => {
		const batch = OutcomeBatch.parse(route.request().postDataJSON());
		return take(route, batch.outcomes, (item) => OutcomeReport.parse(item), reports);
	});
	page = await openPage();
}, 60_000);
afterEach(() => context.close());

async function openPage(): Promise<Page> {
	const opened = await context.newPage();
	await opened.goto(`${gateway.url}/?sla=2000`);
	await opened.locator("#phone-status[data-state=ready]").waitFor({ timeout: patience });
	return opened;
}

/** Asks about a photo and waits for the answer; gives its label. */
async function ask(): Promise<string> {
	const { bytes, name } = samples()[0]!;
	await page.getByRole("button", { name: "Photo" }).click();
	await page.locator("#library").setInputFiles({ name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) });
	await page.locator("#ask").click();
	await page.locator("#answer[data-by]").waitFor({ timeout: patience });
	return (await page.locator("#label").textContent())!;
}

async function picture(name: string): Promise<void> {
	await page.locator("#judge").scrollIntoViewIfNeeded();
	await page.screenshot({ path: `${screenshots}${name}-phone.png` });
	await page.setViewportSize({ width: 1280, height: 800 });
	await page.screenshot({ path: `${screenshots}${name}-desktop.png` });
	await page.setViewportSize({ width: 360, height: 780 });
}

describe("right or wrong", () => {
	test("one tap says that the answer is right, and the gateway hears it with the report", async () => {
		const label = await ask();
		await picture("judge");
		await page.locator("#right").click();
		await expect.poll(() => labels.length, { timeout: patience }).toBe(1);
		expect(labels[0]).toMatchObject({ label, source: "user" });
		expect(reports).toMatchObject([
			{ requestId: labels[0]?.requestId, answeredBy: "cloud", cloud: { status: "in-time" } },
		]);
		expect(await page.locator("#judge .thanks").textContent()).toContain("Thank you");
	}, 120_000);

	test("two taps say what would be right", async () => {
		const wrong = await ask();
		const right = wrong === "Q" ? "K" : "Q";
		await page.locator("#wrong").click();
		await picture("judge-wrong");
		const offered = await page.locator("#judge .choices button").allTextContents();
		expect(offered).not.toContain(wrong);
		expect(new Set(offered).size).toBe(offered.length);
		const target = page.locator("#judge").getByRole("button", { name: right, exact: true });
		const size = (await target.boundingBox())!;
		expect(Math.min(size.width, size.height)).toBeGreaterThanOrEqual(24);
		await target.click();
		await expect.poll(() => labels.length, { timeout: patience }).toBe(1);
		expect(labels[0]).toMatchObject({ label: right });
		expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
			0,
		);
	}, 120_000);

	test("offline, with the page closed before there is a network: it is said when the page is opened again", async () => {
		await context.setOffline(true);
		await ask();
		expect(await page.locator("#answer").getAttribute("data-reason")).toBe("cloud-failed");
		await page.locator("#wrong").click();
		await page.locator("#none-of-these").click();
		await page.locator("#judge[data-step=done]").waitFor();
		await page.waitForTimeout(500);
		await page.close();
		expect(labels).toEqual([]);
		await context.setOffline(false);
		page = await openPage();
		await expect.poll(() => labels.length, { timeout: patience }).toBe(1);
		expect(labels[0]).toMatchObject({ correct: false });
		await expect.poll(() => reports.length, { timeout: patience }).toBe(1);
		expect(reports[0]).toMatchObject({
			requestId: labels[0]?.requestId,
			answeredBy: "device",
			cloud: { status: "failed" },
		});
	}, 120_000);
});
