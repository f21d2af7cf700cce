import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inferPath, type Phone, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	phone = await stage.phone({ colorScheme: "light", serviceWorkers: "block" });
	await phone.page.goto(`${stage.proxy.url}/`);
	await phone.ready();
}, 60_000);
afterEach(() => phone.page.context().close());

const background = () =>
	phone.page.evaluate(() => [
		getComputedStyle(document.documentElement).backgroundColor,
		document.querySelector<HTMLMetaElement>("meta[name=theme-color]")?.content,
	]);

describe("what is chosen on this phone", () => {
	test("who answers is remembered, and kept to: a picture that is for this phone only never leaves it", async () => {
		const { page } = phone;
		await page.locator("#open-settings").click();
		await takePictures(page, "settings");
		await page.getByRole("radio", { name: "Phone only" }).check();
		await page.getByRole("button", { name: "Done" }).click();
		await page.reload();
		await phone.ready();
		expect(await page.locator("#mode-now").textContent()).toBe("Phone only");
		expect(await page.locator(".empty").textContent()).toContain("which does not leave it");
		const before = stage.proxy.exchanges.filter(({ path }) => path === inferPath).length;
		await phone.choose(photoOf("A"));
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "device", reason: "only-device" });
		expect(stage.proxy.exchanges.filter(({ path }) => path === inferPath).length).toBe(before);
	}, 120_000);

	test("the deadline is remembered, and that of an address is for one visit", async () => {
		const { page } = phone;
		const sla = page.locator("#sla");
		expect(await sla.getAttribute("aria-valuetext")).toBe("250 ms");
		await sla.focus();
		await page.keyboard.press("ArrowRight");
		expect(await sla.getAttribute("aria-valuetext")).toBe("300 ms");
		await phone.open(80);
		expect(await sla.getAttribute("aria-valuetext")).toBe("80 ms");
		await page.goto(`${stage.proxy.url}/`);
		await phone.ready();
		expect(await sla.getAttribute("aria-valuetext")).toBe("300 ms");
	}, 120_000);

	test("the page is light or dark as the phone is, or as it was told to be", async () => {
		const { page } = phone;
		const [light, dark] = ["rgb(245, 244, 240)", "rgb(19, 20, 23)"];
		expect((await background())[0]).toBe(light);
		await page.emulateMedia({ colorScheme: "dark" });
		expect((await background())[0]).toBe(dark);
		await page.locator("#open-settings").click();
		await page.getByRole("radio", { name: "Light", exact: true }).check({ force: true });
		expect(await background()).toEqual([light, light]);
		await page.emulateMedia({ colorScheme: "light" });
		await page.getByRole("radio", { name: "Dark", exact: true }).check({ force: true });
		await page.reload();
		await phone.ready();
		expect(await background()).toEqual([dark, dark]);
	}, 120_000);
});
