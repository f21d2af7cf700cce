import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { build } from "vite";

/** Answers a request for the model. */
export type ModelAnswer = (response: ServerResponse) => void;

/** Serves the page of the device's tests. */
export interface DeviceServer {
	/** What is answered when the model is asked for, in turn; the last one stays. Counts from 0 again. */
	answerModelWith(...answers: ModelAnswer[]): void;
	/** How often the model was asked for. */
	modelRequests(): number;
	/** Source that runs first in every worker that starts from now on: what is wrong with this browser. */
	breakWorkersWith(source: string): void;
	/** Paths that were asked for since the page was opened last. */
	paths(): readonly string[];
	/** Opens the page, with nothing in its storage, under a host name: `isolated.localhost` is cross-origin isolated. */
	openPage(browser: Browser, host?: string): Promise<Page>;
	/** Ends. */
	close(): Promise<void>;
}

const types: Record<string, string> = {
	".html": "text/html",
	".js": "text/javascript",
	".wasm": "application/wasm",
	".onnx": "application/octet-stream",
};

/** An answer with a body. */
export const send =
	(body: Buffer | string, status = 200): ModelAnswer =>
	(response) => {
		response.writeHead(status, { "content-type": types[".onnx"], "cache-control": "no-store" }).end(body);
	};

/** Builds the page as an app would, and serves it on loopback. */
export async function startDeviceServer(): Promise<DeviceServer> {
	const folder = await mkdtemp(join(tmpdir(), "device-"));
	await build({
		root: import.meta.dirname,
		configFile: false,
		logLevel: "error",
		worker: { format: "es" },
		build: {
			outDir: folder,
			emptyOutDir: true,
			rolldownOptions: { input: "device_page.ts", output: { entryFileNames: "page.js" } },
		},
	});
	let modelAnswers: ModelAnswer[] = [];
	let modelRequests = 0;
	let breakage = "";
	let paths: string[] = [];
	const server = createServer(async (request, response) => {
		const { pathname } = new URL(request.url ?? "/", "http://localhost");
		paths.push(pathname);
		if (request.headers.host?.startsWith("isolated.")) {
			response.setHeader("cross-origin-opener-policy", "same-origin");
			response.setHeader("cross-origin-embedder-policy", "require-corp");
		}
		if (pathname === "/model.onnx") {
			modelRequests++;
			return (modelAnswers.length > 1 ? modelAnswers.shift() : modelAnswers[0])?.(response);
		}
		if (pathname === "/") {
			return response
				.writeHead(200, { "content-type": "text/html" })
				.end('<!doctype html><script type="module" src="/page.js"></script>');
		}
		const file = await readFile(join(folder, pathname)).catch(() => null);
		if (file === null) return response.writeHead(404).end();
		const isRuntime = extname(pathname) === ".wasm";
		response.writeHead(200, {
			"content-type": types[extname(pathname)] ?? "text/plain",
			"cache-control": isRuntime ? "max-age=600" : "no-store",
		});
		return response.end(/\/worker-[^/]*\.js$/.test(pathname) ? `${breakage}\n${file}` : file);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		answerModelWith(...answers) {
			modelAnswers = answers;
			modelRequests = 0;
		},
		modelRequests: () => modelRequests,
		breakWorkersWith(source) {
			breakage = source;
		},
		paths: () => paths,
		async openPage(browser, host = "localhost") {
			// One context for all: the runtime stays in the browser's cache, compiled; what a page keeps does not.
			const context = browser.contexts()[0] ?? (await browser.newContext());
			const page = await context.newPage();
			const origin = `http://${host}:${port}`;
			const session = await context.newCDPSession(page);
			await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
			await session.detach();
			paths = [];
			await page.goto(`${origin}/`);
			await page.waitForFunction("globalThis.testPage");
			return page;
		},
		async close() {
			server.close();
			server.closeAllConnections();
			await rm(folder, { recursive: true });
		},
	};
}
