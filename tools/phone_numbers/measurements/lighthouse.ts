import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { launchBrowser } from "@mdinference/browser";
import type { Measurement } from "../measurement.ts";
import { type Found, installLighthouse, runLighthouse } from "../run_lighthouse.ts";
import { summaryOf } from "../summary.ts";

const runs = 3;

/** What Lighthouse says of the app's page: a first visit with a slow phone on slow 4G, both simulated. */
export const lighthouse: Measurement = {
	name: "lighthouse",
	about: `Lighthouse 12 on its preset for phones, ${runs} runs: performance and accessibility. Installs it when first used.`,
	async measure(stage) {
		if (await installLighthouse()) stage.say("Lighthouse is installed");
		const gateway = await stage.gateway();
		const port = await freePort();
		const browser = await launchBrowser({ args: [`--remote-debugging-port=${port}`] });
		try {
			const found: Found[] = [];
			for (let run = 0; run < stage.count(runs); run++) {
				stage.say(`run ${run + 1}`);
				found.push(await runLighthouse(gateway.url, port));
			}
			const performance = summaryOf(found.map(({ performance }) => performance.score));
			const accessibility = summaryOf(found.map(({ accessibility }) => accessibility.score));
			const complaintsOf = (category: keyof Found) =>
				[...new Set(found.flatMap((run) => run[category].complaints))].join(", ") || "nothing";
			return [
				{
					what: "Lighthouse performance, median",
					goal: { atLeast: 95, unit: "count" as const },
					measured: performance.median,
					spread: `${performance.count} runs, ${performance.min} to ${performance.max}; found ${complaintsOf("performance")}`,
				},
				{
					what: "Lighthouse accessibility, least",
					goal: { atLeast: 100, unit: "count" as const },
					measured: accessibility.min,
					spread: `${accessibility.count} runs; found ${complaintsOf("accessibility")}`,
				},
			];
		} finally {
			await browser.close();
			await gateway.end("SIGKILL");
			gateway.remove();
		}
	},
};

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
