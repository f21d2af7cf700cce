import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer as createDevServer } from "vite";
import { expect, onTestFinished, test } from "vitest";

test("what the development server passes on to the gateway says that it came through a proxy", async () => {
	const gateway = await listen((request, response) => response.end(JSON.stringify(request.headers)));
	const dev = await createDevServer({
		root: import.meta.dirname,
		configFile: join(import.meta.dirname, "vite.config.ts"),
		logLevel: "silent",
		optimizeDeps: { noDiscovery: true },
		server: { middlewareMode: true, ws: false, watch: null, proxy: { "/v1": { target: gateway } } },
	});
	onTestFinished(() => dev.close());
	const page = await listen(dev.middlewares);
	const headers = await (await fetch(`${page}/v1/profiles`)).json();
	expect(headers).toMatchObject({ "x-forwarded-for": "127.0.0.1", host: new URL(gateway).host });
});

/** Answers on a free port of loopback until the test ends; gives the address. */
async function listen(answer: RequestListener): Promise<string> {
	const server = createServer(answer).listen(0, "127.0.0.1");
	onTestFinished(() => void server.close());
	await once(server, "listening");
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
