import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { launchBrowser } from "@mdinference/browser";
import type { Measurement } from "../measurement.ts";
import { type Found, installLighthouse, NoScoreError, runLighthouse } from "../run_lighthouse.ts";
import { summaryOf } from "../summary.ts";

const runs = 3;

/** What Lighthouse says of the app's page: a first visit with a slow phone on slow 4G, both simulated. */
export const lighthouse: Measurement = {
	name: "lighthouse",
	about: `Lighthouse 12 on its preset for phones, ${runs} runs: performance and accessibility. Installs it when first used.`,
	async measure(stage) {
		if (await installLighthouse()) stage.say("Lighthouse is installed");
		const gateway = await stage.gateway();
		try {
			const found: Found[] = [];
			let failures = 0;
			while (found.length < stage.count(runs)) {
				stage.say(`run ${found.length + 1}`);
				try {
					found.push(await inFreshBrowser((port) => runLighthouse(gateway.url, port)));
				} catch (error) {
					if (!(error instanceof NoScoreError) || ++failures > runs) throw error;
					stage.say(error.message);
				}
			}
			const failed = failures > 0 ? `, ${failures} more without a score` : "";
			const performance = summaryOf(found.map(({ performance }) => performance.score));
			const accessibility = summaryOf(found.map(({ accessibility }) => accessibility.score));
			const complaintsOf = (category: keyof Found) =>
				found.at(-1)?.[category].complaints.join(", ") || "nothing";
			return [
				{
					what: "Lighthouse performance, median",
					goal: { atLeast: 95, unit: "count" as const },
					measured: performance.median,
					spread: `${performance.count} runs${failed}, ${performance.min} to ${performance.max}; the last one found ${complaintsOf("performance")}`,
				},
				{
					what: "Lighthouse accessibility, least",
					goal: { atLeast: 100, unit: "count" as const },
					measured: accessibility.min,
					spread: `${accessibility.count} runs; the last one found ${complaintsOf("accessibility")}`,
				},
			];
		} finally {
			await gateway.end("SIGKILL");
			gateway.remove();
		}
	},
};

/** What one run leaves in a browser is not there in the next. */
async function inFreshBrowser<T>(run: (port: number) => Promise<T>): Promise<T> {
	const port = await freePort();
	const browser = await launchBrowser({ args: [`--remote-debugging-port=${port}`] });
	try {
		return await run(port);
	} finally {
		await browser.close();
	}
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
