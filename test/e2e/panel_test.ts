import { readFileSync } from "node:fs";
import type { Manifest } from "@mdinference/contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Phone, patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { openStage, type Stage } from "./stage.ts";

const manifestFile = new URL("../../data/zoo/characters/characters-nano.json", import.meta.url);
const manifest: Manifest = JSON.parse(readFileSync(manifestFile, "utf8"));

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	phone = await stage.phone();
	await phone.open(10_000);
}, 60_000);
afterEach(() => phone.page.context().close());

const fact = (name: string) => phone.page.locator(`#fact-${name} dd`);

async function openPanel(): Promise<void> {
	await phone.page.locator("#open-phone").click();
	await phone.page.locator("#fact-waiting").waitFor({ timeout: patience });
}

describe("the panel of this phone", () => {
	test("says what the models are, how fast they are here, and what computes them", async () => {
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
		expect(await fact("sent").textContent()).toBe("2");
		expect(await fact("refused").textContent()).toBe("0");
	}, 120_000);
});
