import { type Browser, type BrowserContext, type BrowserContextOptions, chromium } from "playwright-core";
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
 * ```ts ignore
 * import { launchBrowser } from "@mdinference/browser";
 *
 * const browser = await launchBrowser();
 * const page = await browser.newPage({ viewport: { width: 360, height: 780 } });
 * await page.goto("http://localhost:8787");
 * await browser.close();
 * ```
 */
export async function launchBrowser(options: LaunchBrowserOptions = {}): Promise<Browser> {
	return chromium.launch(await programOf(options));
}

/**
 * Starts a browser without a window on a profile that outlives it, as a phone's does: what pages keep is there again at
 * the next start with the same folder, and pages can be installed.
 *
 * @param folder of the profile; made if it is not there
 * @throws {BrowserNotFoundError} where there is no browser
 */
export async function launchProfile(
	folder: string,
	options: LaunchBrowserOptions & BrowserContextOptions = {},
): Promise<BrowserContext> {
	return chromium.launchPersistentContext(folder, { ...options, ...(await programOf(options)) });
}

async function programOf({ executablePath, args = [] }: LaunchBrowserOptions) {
	const isRoot = process.getuid?.() === 0;
	return {
		executablePath: executablePath ?? (await findBrowser()),
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
	};
}
