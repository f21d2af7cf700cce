import { type Browser, chromium } from "playwright-core";
import { findBrowser } from "./find_browser.ts";

/** How to start the browser. */
export interface LaunchBrowserOptions {
	/** The browser's program. Default: {@link findBrowser}. */
	executablePath?: string;
	/** More arguments of Chromium's command line. */
	args?: readonly string[];
}

/**
 * Starts a browser without a window and with a fresh profile, which closing it removes. It talks to nobody but the
 * pages that it is given.
 *
 * @throws {BrowserNotFoundError} where there is no browser
 *
 * @example
 * ```ts
 * import { launchBrowser } from "@mdinference/browser";
 *
 * const browser = await launchBrowser();
 * const page = await browser.newPage({ viewport: { width: 360, height: 780 } });
 * await page.goto("http://localhost:8787");
 * await browser.close();
 * ```
 */
export async function launchBrowser(options: LaunchBrowserOptions = {}): Promise<Browser> {
	const { executablePath = await findBrowser(), args = [] } = options;
	const isRoot = process.getuid?.() === 0;
	return chromium.launch({
		executablePath,
		headless: true,
		chromiumSandbox: !isRoot,
		args: [
			...(isRoot ? ["--no-sandbox"] : []),
			"--disable-gpu",
			"--disable-quic",
			"--no-first-run",
			"--disable-background-networking",
			"--disable-component-update",
			"--disable-sync",
			...args,
		],
	});
}
