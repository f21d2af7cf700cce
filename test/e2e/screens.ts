import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

/** Where pictures of the screens go, to be looked at; the browser driver makes the folder. */
const screenshots: string = fileURLToPath(new URL("../screenshots/", import.meta.url));

const sizes = { phone: { width: 360, height: 780 }, desktop: { width: 1280, height: 800 } };

/** Takes pictures of a screen on a phone and a desk, light and dark; leaves the page as it found it. */
export async function takePictures(page: Page, name: string): Promise<void> {
	const before = page.viewportSize();
	for (const [place, size] of Object.entries(sizes)) {
		await page.setViewportSize(size);
		for (const colorScheme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
			await page.screenshot({ path: `${screenshots}${name}-${place}-${colorScheme}.png` });
		}
	}
	await page.emulateMedia({ colorScheme: null, reducedMotion: null });
	if (before === null) return;
	await page.setViewportSize(before);
	await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, before);
}
