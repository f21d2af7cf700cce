import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Phone, patience, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

declare const axe: { run(): Promise<AxeResults> };

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let stage: Stage;
let phone: Phone;
let page: Page;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());

/** Opens the page in a fresh browser profile. */
async function open(): Promise<void> {
	phone = await stage.phone({ reducedMotion: "reduce", serviceWorkers: "block" });
	page = phone.page;
	await page.addInitScript(source);
	await phone.open(10_000);
}

/** What axe finds on the screen, light and dark, with the best practices. */
async function findings(): Promise<string[]> {
	const found: string[] = [];
	for (const colorScheme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		const { passes, violations } = await page.evaluate(() => axe.run());
		expect(passes.length).toBeGreaterThan(10);
		for (const { id, nodes } of violations) {
			found.push(...nodes.map(({ target }) => `${colorScheme} ${id}: ${target.join(" ")}`));
		}
	}
	return found;
}

/** What can be pressed and is smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8). */
const tooSmall = () =>
	page.evaluate(() =>
		[...document.querySelectorAll("button, label:has(input), input[type=range], summary, a")]
			.map((element) => [element, element.getBoundingClientRect()] as const)
			.filter(([, { width, height }]) => width > 0 && (width < 24 || height < 24))
			.map(([element, { width, height }]) => `${element.outerHTML.slice(0, 80)}: ${width} x ${height}`),
	);

/** Waits until the focus is on the element with an id. */
const focusOn = (id: string) =>
	page.locator(`#${id}:focus`).waitFor({ state: "attached", timeout: patience });

const done = async () => {
	await page.keyboard.press("Escape");
	await page.locator(".sheet").waitFor({ state: "detached", timeout: patience });
};

describe("on a walk through all screens axe finds nothing, and nothing is too small to be hit", () => {
	beforeAll(open, 60_000);
	afterAll(() => page.context().close());

	const screens: Record<string, () => Promise<void>> = {
		"the drawing pad": async () => undefined,
		"an empty history": async () => {
			await page.locator("#open-history").click();
			await page.locator("#history-sheet .quiet").waitFor({ timeout: patience });
		},
		"the panel of this phone": async () => {
			await done();
			await page.locator("#open-phone").click();
			await page.locator("#fact-waiting").waitFor({ timeout: patience });
		},
		"a camera, or why there is none": async () => {
			await done();
			await page.getByRole("button", { name: "Camera" }).click();
			await page.locator("#camera-problem, #shutter").waitFor({ timeout: patience });
		},
		"the photos": () => page.getByRole("button", { name: "Photo", exact: true }).click(),
		"a chosen photo": async () => {
			await phone.choose(photoOf("A"));
			await page.locator("img.photo").waitFor({ timeout: patience });
		},
		"an answer": async () => {
			await phone.ask();
			await phone.answer();
		},
		"an answer on a desk": () => page.setViewportSize({ width: 1280, height: 800 }),
		"a history on a desk, to be judged": async () => {
			await page.locator("#open-history").click();
			await page.getByRole("button", { name: "Right or wrong?" }).click({ timeout: patience });
			await page.locator("#history-wrong").click();
		},
		"the question whether to clear it": async () => {
			await page.setViewportSize({ width: 360, height: 780 });
			await page.locator("#clear-history").click();
		},
		"what would be right": async () => {
			await page.keyboard.press("Escape");
			await page.locator("#confirm-clear").waitFor({ state: "hidden", timeout: patience });
			await done();
			await page.locator("#wrong").click();
		},
		"an answer that was judged": () => page.locator("#none-of-these").click(),
		"the settings": () => page.locator("#open-settings").click(),
		"no answer": async () => {
			await page.getByRole("radio", { name: "Cloud only" }).check();
			await done();
			await page.context().setOffline(true);
			await phone.ask();
			await page.locator(".no-answer").waitFor({ timeout: patience });
		},
	};

	test.each(Object.keys(screens))(
		"%s",
		async (name) => {
			await screens[name]!();
			expect(await findings()).toEqual([]);
			expect(await tooSmall()).toEqual([]);
		},
		120_000,
	);
});

describe("by keyboard alone", () => {
	beforeAll(open, 60_000);
	afterAll(() => page.context().close());

	test("a picture is chosen, asked about and judged; the focus goes to the answer, which is said aloud, and on from there", async () => {
		await page.getByRole("button", { name: "Photo", exact: true }).focus();
		await page.keyboard.press("Enter");
		await page.locator("#library").waitFor({ state: "attached" });
		await page.keyboard.press("Tab");
		await focusOn("library");
		await page.locator("#library").setInputFiles(photoOf("A"));
		await page.locator("#ask:enabled").focus();
		await page.keyboard.press("Enter");
		await page.locator("#answer[data-by]").waitFor({ timeout: patience });
		await focusOn("answer-title");
		const status = await page.getByRole("status").textContent();
		for (const part of ["A", "letter", "Cloud", "The cloud answered with"]) expect(status).toContain(part);
		await page.keyboard.press("Tab");
		await focusOn("right");
		await page.keyboard.press("Enter");
		await focusOn("judge-title");
		await page.locator("#new").focus();
		await page.keyboard.press("Enter");
		await page.locator(".tabs button:focus", { hasText: "Photo" }).waitFor({ timeout: patience });
	}, 120_000);

	test("a sheet takes the focus, keeps it, and gives it back; where less motion is wanted, nothing moves", async () => {
		await page.locator("#open-settings").focus();
		await page.keyboard.press("Enter");
		await focusOn("settings-sheet-title");
		expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
		for (let i = 0; i < 6; i++) {
			await page.keyboard.press("Tab");
			const isInside = await page.evaluate(() => {
				const { activeElement, body } = document;
				return activeElement === body || activeElement?.closest("dialog") !== null;
			});
			expect(isInside).toBe(true);
		}
		await page.keyboard.press("Escape");
		await page.locator("#settings-sheet").waitFor({ state: "detached" });
		await focusOn("open-settings");
	}, 120_000);

	test("who answers is chosen with the arrow keys", async () => {
		await page.locator("#open-settings").click();
		await page.getByRole("radio", { name: "Both at once" }).focus();
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Escape");
		await page.locator("#mode-now", { hasText: "Both, phone late" }).waitFor({ timeout: patience });
	}, 120_000);
});
