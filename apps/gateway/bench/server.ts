import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { openParts } from "../open_parts.ts";

/** The gateway as it is, and beside it a bare handler: the same pool and models, no selection, no log, no metrics. */
const folder = mkdtempSync(join(tmpdir(), "gateway-bench-"));
const databasePath = join(folder, "outcomes.sqlite");
const parts = await openParts(readConfig({ ...process.env, MDI_DB: databasePath }), console.error);
const app = createApp({ ...parts, lifecycle: { phase: "ready" } });

app.post("/bare/:task/:model", async (c) => {
	const { task, model } = c.req.param();
	const image = new Uint8Array(await c.req.arrayBuffer());
	const { labels, timing } = await parts.pool.infer({ task, model, image });
	return c.json({ model, labels, timing });
});

const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }: AddressInfo) => {
	process.send?.({ url: `http://127.0.0.1:${port}`, databasePath });
});

process.on("message", async () => {
	server.close();
	await parts.close();
	rmSync(folder, { recursive: true });
	process.exit();
});
