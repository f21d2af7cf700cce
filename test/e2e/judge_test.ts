import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { labelsOf } from "./labels.ts";
import { Phone, patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	phone = await stage.phone({ serviceWorkers: "block" });
	await phone.open(10_000);
}, 60_000);
afterEach(() => phone.page.context().close());

/** Asks about a photo and waits for the answer; gives its label. */
async function ask(): Promise<string> {
	await phone.choose(photoOf("A"));
	await phone.ask();
	return (await phone.answer()).label;
}

/** What the gateway hears of the latest request, once it does. */
async function heard() {
	const requestId = phone.lastRequestId();
	await expect.poll(() => labelsOf(stage, requestId).length, { timeout: patience }).toBe(1);
	return labelsOf(stage, requestId)[0];
}

async function picture(name: string): Promise<void> {
	await phone.page.locator("#judge").scrollIntoViewIfNeeded();
	await takePictures(phone.page, name);
}

describe("right or wrong", () => {
	test("one tap says that the answer is right, and the gateway hears it with the report", async () => {
		const label = await ask();
		await picture("judge");
		await phone.page.locator("#right").click();
		expect(await heard()).toEqual({ label, correct: null, source: "user" });
		expect(await stage.reported(phone.lastRequestId())).toMatchObject({ answered_by: "cloud" });
		const thanks = await phone.page.locator("#judge .thanks").textContent();
		expect(thanks).toContain("You said: right");
		expect(thanks).toContain("Thank you");
	}, 120_000);

	test("two taps say what would be right", async () => {
		const wrong = await ask();
		const right = wrong === "Q" ? "K" : "Q";
		await phone.page.locator("#wrong").click();
		await picture("judge-wrong");
		const offered = await phone.page.locator("#judge .choices button").allTextContents();
		expect(offered).not.toContain(wrong);
		expect(new Set(offered).size).toBe(offered.length);
		await phone.page.locator("#judge").getByRole("button", { name: right, exact: true }).click();
		expect(await heard()).toMatchObject({ label: right });
		const overflow = () => document.documentElement.scrollWidth - innerWidth;
		expect(await phone.page.evaluate(overflow)).toBeLessThanOrEqual(0);
	}, 120_000);

	test("without a network, with the page closed before there is one: it is said when the page is opened again", async () => {
		const { page } = phone;
		const context = page.context();
		await ask();
		const requestId = phone.lastRequestId();
		await page.locator("#open-phone").click();
		await page.locator("#fact-waiting").waitFor({ timeout: patience });
		await page.keyboard.press("Escape");
		await context.setOffline(true);
		await page.locator("#wrong").click();
		await page.locator("#none-of-these").click();
		await page.locator("#judge[data-step=done]").waitFor();
		await page.locator("#open-phone").click();
		await expect
			.poll(() => page.locator("#fact-waiting dd").textContent(), { timeout: patience })
			.toMatch(/^[12]$/);
		await page.close();
		expect(labelsOf(stage, requestId)).toEqual([]);
		await context.setOffline(false);
		phone = await Phone.in(context, stage.proxy);
		await phone.open(10_000);
		await expect
			.poll(() => labelsOf(stage, requestId), { timeout: patience })
			.toMatchObject([{ correct: 0 }]);
	}, 120_000);
});
