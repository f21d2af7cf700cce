import { expect, test } from "vitest";
import { launchBrowser } from "./launch_browser.ts";

test("launchBrowser() starts a browser that runs a page", { timeout: 300_000 }, async () => {
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage();
		expect(await page.evaluate("6 * 7")).toBe(42);
	} finally {
		await browser.close();
	}
});
