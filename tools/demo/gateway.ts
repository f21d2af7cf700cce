import { readConfig, startGateway } from "@mdinference/gateway";
import type { FromGateway, ToGateway } from "./messages.ts";
import { slowedPool } from "./slowed_pool.ts";

/** A gateway as `npm start` runs it, in a process of its own, but that its models can be made slower. */
const gateway = await startGateway(readConfig(process.env), { print: () => {}, printError: console.error });
const pool = slowedPool(gateway.parts.pool);

process.on("message", async (message: ToGateway) => {
	if (message.kind === "slow") {
		pool.slow(message.model, message.times);
		return;
	}
	await gateway.stop();
	process.disconnect();
});
process.on("disconnect", () => process.exit());
process.send!({ kind: "ready", port: gateway.port } satisfies FromGateway);
