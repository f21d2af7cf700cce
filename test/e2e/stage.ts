import { type LaunchBrowserOptions, launchBrowser } from "@mdinference/browser";
import { type FaultProxy, startFaultProxy } from "@mdinference/fault-proxy";
import Database from "better-sqlite3";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { expect } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";
import { Phone, patience } from "./phone.ts";

/** One browser, and a gateway behind a fault proxy: what the tests of one file share. */
export interface Stage {
	/** The browser. */
	browser: Browser;
	/** The gateway's process. */
	gateway: GatewayProcess;
	/** What the pages take for the gateway. */
	proxy: FaultProxy;
	/** Reads the gateway's log, while it is written. */
	query(sql: string, ...values: unknown[]): Record<string, unknown>[];
	/** What the log knows of a request, or undefined. */
	logged(requestId: string): Record<string, unknown> | undefined;
	/** What the log knows of a request, once its report has arrived. */
	reported(requestId: string): Promise<Record<string, unknown>>;
	/** A phone of its own: nothing in its storage. The page is not opened yet. */
	phone(options?: BrowserContextOptions): Promise<Phone>;
	/** Kills the gateway, and starts another one in its place, with its log. */
	restart(): Promise<void>;
	/** Ends all of it. */
	close(): Promise<void>;
}

/** How a stage is set. */
export interface StageOptions {
	/** How the browser is started. */
	browser?: LaunchBrowserOptions;
	/** Whether the gateway serves the whole family; default: the models for phones, and a better one. */
	hasAllModels?: boolean;
	/** The name of their task, where that is not the whole family; default: characters. */
	task?: string;
}

/**
 * A gateway that answers with the best model that fits, and never tries another: a page's test says who answers, and what.
 */
export const surely = { MDI_EXPLORATION: "0", MDI_SHARPNESS: "100" } as const;

/** Starts browser, gateway and proxy. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
	const { hasAllModels, task = "characters" } = options;
	const served = hasAllModels ? {} : { models: ["nano", "small", "medium"], task };
	const [browser, gateway] = await Promise.all([
		launchBrowser(options.browser),
		startGatewayProcess({ ...served, env: surely }),
	]);
	const proxy = await startFaultProxy({ target: gateway.url });
	const stage: Stage = {
		browser,
		gateway,
		proxy,
		query(sql, ...values) {
			const database = new Database(gateway.databasePath, { readonly: true });
			try {
				return database.prepare(sql).all(...values) as Record<string, unknown>[];
			} finally {
				database.close();
			}
		},
		logged: (requestId) => stage.query("SELECT * FROM requests WHERE request_id = ?", requestId)[0],
		async reported(requestId) {
			const answeredBy = () => stage.logged(requestId)?.answered_by;
			await expect.poll(answeredBy, { timeout: patience }).toEqual(expect.any(String));
			return stage.logged(requestId)!;
		},
		async phone(options = {}) {
			const context = await browser.newContext({ viewport: { width: 360, height: 780 }, ...options });
			return Phone.in(context, proxy);
		},
		async restart() {
			await stage.gateway.end("SIGKILL");
			const env = { ...surely, PORT: new URL(gateway.url).port };
			stage.gateway = await startGatewayProcess({ ...served, env, databasePath: gateway.databasePath });
		},
		async close() {
			await browser.close();
			await proxy.close();
			await stage.gateway.end("SIGKILL");
			gateway.remove();
		},
	};
	return stage;
}
