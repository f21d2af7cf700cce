import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { labelsOf } from "./labels.ts";
import { type Phone, patience, photoOf } from "./phone.ts";
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

/** Asks about a photo, and waits for the answer. */
async function ask(label: string): Promise<string> {
	await phone.choose(photoOf(label));
	await phone.ask();
	const { label: answered } = await phone.answer();
	await phone.fresh();
	return answered;
}

async function openHistory(): Promise<void> {
	await phone.page.locator("#open-history").click();
	await phone.page.locator("#history-sheet .quiet, .entry").first().waitFor({ timeout: patience });
}

/** Closes the sheet and waits until it is gone. */
async function done(): Promise<void> {
	await phone.page.getByRole("button", { name: "Done" }).click();
	await phone.page.locator("#history-sheet").waitFor({ state: "detached" });
}

const figure = (id: string) => phone.page.locator(`#${id} dd`).textContent();

describe("the history", () => {
	test("lists what was asked, newest first, says how well it went, and is there at the next visit", async () => {
		const { page } = phone;
		await openHistory();
		expect(await page.locator("#history-sheet").textContent()).toContain("Nothing was asked");
		await done();
		const first = await ask("A");
		await page.context().setOffline(true);
		const second = await ask("B");
		await page.context().setOffline(false);
		// A page that was asked for its history has written it.
		await openHistory();
		await page.reload();
		await phone.ready();

		await openHistory();
		const entries = page.locator(".entry");
		expect(await entries.locator("strong").allTextContents()).toEqual([second, first]);
		expect(await entries.first().getAttribute("data-by")).toBe("device");
		expect(await entries.last().getAttribute("data-by")).toBe("cloud");
		expect(await entries.last().textContent()).toContain("on time");
		const isPicture = await entries
			.first()
			.locator("img")
			.evaluate(async (image: HTMLImageElement) => {
				await image.decode();
				return image.naturalWidth;
			});
		expect(isPicture).toBe(112);
		expect(await figure("on-time")).toBe("100 %2 of 2 questions");
		expect(await figure("from-cloud")).toBe("50 %1 of 2 answers");
		expect(await figure("expected")).toMatch(/^\d\d\.\d %of the models behind 2 answers$/);
		expect(await figure("judged-right")).toBe("–nothing judged yet");
		await takePictures(page, "history");
	}, 120_000);

	test("an answer can be judged from there: the gateway hears it, and the figures follow", async () => {
		const { page } = phone;
		const answered = await ask("A");
		const right = answered === "Q" ? "K" : "Q";
		await openHistory();
		await page.getByRole("button", { name: "Right or wrong?" }).click();
		await page.locator("#history-wrong").click();
		await takePictures(page, "history-judge");
		await page.locator("#history-judge").getByRole("button", { name: right, exact: true }).click();
		expect(await page.locator("#history-judge .thanks").textContent()).toContain(`it is ${right}`);
		expect(await figure("judged-right")).toBe("0 %0 of 1 that you judged");
		await expect
			.poll(() => labelsOf(stage, phone.lastRequestId()), { timeout: patience })
			.toMatchObject([{ label: right }]);

		await page.reload();
		await phone.ready();
		await openHistory();
		expect(await page.locator(".entry .verdict").textContent()).toBe(`You said: wrong, it is ${right}`);
	}, 120_000);

	test("an answer that was judged where it was given is judged in the history", async () => {
		const { page } = phone;
		await phone.choose(photoOf("A"));
		await phone.ask();
		await phone.answer();
		await page.locator("#right").click();
		await openHistory();
		expect(await page.locator(".entry .verdict").textContent()).toBe("You said: right");
		expect(await figure("judged-right")).toBe("100 %1 of 1 that you judged");
	}, 120_000);

	test("is forgotten when that is confirmed, and not before", async () => {
		const { page } = phone;
		await ask("A");
		await openHistory();
		await page.locator("#clear-history").click();
		await takePictures(page, "history-clear");
		await page.getByRole("button", { name: "Keep" }).click();
		expect(await page.locator(".entry").count()).toBe(1);
		expect(await page.evaluate(() => document.activeElement?.id)).toBe("clear-history");
		await page.locator("#clear-history").click();
		await page.locator("#really-clear").click();
		await page.locator("#history-sheet .quiet").waitFor();
		await page.reload();
		await phone.ready();
		await openHistory();
		expect(await page.locator(".entry").count()).toBe(0);
	}, 120_000);
});
