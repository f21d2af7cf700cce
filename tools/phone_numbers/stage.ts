import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@mdinference/browser";
import { type GatewayProcess, startGatewayProcess } from "@mdinference/tests/gateway_process.ts";
import type { Browser, Page } from "playwright-core";
import { buildBenchPage } from "./build_bench_page.ts";

/** Where the page is that `npx nx build mobile` makes. */
export const builtPage: string = fileURLToPath(new URL("../../apps/mobile/dist", import.meta.url));

/** Puts the tool's own page and the starter models beside each other: with {@link BenchSite} they are one site. */
export interface BenchSite {
	/** The gateway that serves it. */
	gateway: GatewayProcess;
	/** A browser that has it open, cross-origin isolated. */
	page: Page;
	/** Ends both. */
	close(): Promise<void>;
}

/** What measurements share. */
export interface Stage {
	/** The build of the app's page that is measured. */
	readonly pageFolder: string;
	/** A folder that goes with the stage. */
	readonly folder: string;
	/** How often to do what is to be done so often; less in a quick run. */
	count(often: number): number;
	/** A gateway that serves the app's page. */
	gateway(env?: Record<string, string>): Promise<GatewayProcess>;
	/** A gateway that serves the bench page, and a browser that has it open. */
	bench(): Promise<BenchSite>;
	/** Says how far it is. */
	say(text: string): void;
	/** Ends all that is still there. */
	close(): Promise<void>;
}

/** How to measure. */
export interface StageOptions {
	/** The build of the app's page. Default: {@link builtPage}. */
	pageFolder?: string;
	/** Share of the usual counts, in (0, 1]. Default: 1. */
	share?: number;
	/** Hears how far it is. Default: nobody. */
	say?: (text: string) => void;
}

/** Makes a stage; nothing is started before it is needed. */
export function openStage({ pageFolder = builtPage, share = 1, say = () => {} }: StageOptions = {}): Stage {
	const folder = mkdtempSync(join(tmpdir(), "phone-numbers-"));
	const open = new Set<() => Promise<unknown>>();
	let benchFolder: Promise<string> | null = null;

	/** Ends something once: when it is not needed any more, or with the stage. */
	function closing(close: () => Promise<unknown>): () => Promise<void> {
		open.add(close);
		return async () => {
			if (open.delete(close)) await close();
		};
	}

	async function gateway(env: Record<string, string> = {}): Promise<GatewayProcess> {
		const started = await startGatewayProcess({ env: { MDI_PAGE: pageFolder, ...env } });
		const end = closing(() => started.end("SIGKILL"));
		return {
			...started,
			async end(signal) {
				await end();
				return started.end(signal);
			},
		};
	}

	return {
		pageFolder,
		folder,
		count: (often) => Math.max(1, Math.round(often * share)),
		gateway,
		async bench() {
			benchFolder ??= buildBenchPage(join(folder, "bench"));
			const served = await gateway({ MDI_PAGE: await benchFolder });
			const browser: Browser = await launchBrowser({
				args: ["--enable-blink-features=ForceEagerMeasureMemory"],
			});
			const closeBrowser = closing(() => browser.close());
			const page = await browser.newPage();
			await page.goto(served.url);
			await page.waitForFunction("globalThis.bench");
			return {
				gateway: served,
				page,
				async close() {
					await closeBrowser();
					await served.end("SIGKILL");
					served.remove();
				},
			};
		},
		say,
		async close() {
			for (const close of open) await close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
