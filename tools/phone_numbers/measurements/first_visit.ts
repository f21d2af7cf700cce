import { launchBrowser } from "@mdinference/browser";
import { type Exchange, startFaultProxy } from "@mdinference/fault-proxy";
import type { Measurement } from "../measurement.ts";
import { inUnit } from "../row.ts";

const waitMs = 60_000;
/** What the device itself is made of: its worker, ONNX Runtime, and models. */
const ofTheDevice = /\/(?:worker-|ort[.-]|rolldown-runtime)[^/]*$|\.onnx$/;

/** What a first visit costs before the device can answer, counted by a proxy between browser and gateway. */
export const firstVisit: Measurement = {
	name: "first-visit",
	about: "Bytes on the wire of a first visit, headers and all, until the page says that the phone is ready.",
	async measure(stage) {
		const gateway = await stage.gateway();
		const proxy = await startFaultProxy({ target: gateway.url });
		const browser = await launchBrowser();
		try {
			const page = await browser.newPage();
			await page.goto(proxy.url);
			await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: waitMs });
			const exchanges = proxy.exchanges.map(({ path, sentBytes }) => ({ path, sentBytes }));
			const device = exchanges.filter(({ path }) => ofTheDevice.test(path));
			return [
				{
					what: "bytes before the device can answer: runtime and smallest model, brotli",
					goal: { atMost: 2.9, unit: "MB" },
					measured: megabytes(device),
					spread: `${largest(device)}; with page, font, description and what the service worker has by then: ${inUnit(megabytes(exchanges), "MB")}`,
				},
			];
		} finally {
			await browser.close();
			await proxy.close();
			await gateway.end("SIGKILL");
			gateway.remove();
		}
	},
};

type Sent = Pick<Exchange, "path" | "sentBytes">;

function megabytes(exchanges: readonly Sent[]): number {
	return exchanges.reduce((sum, { sentBytes }) => sum + sentBytes, 0) / 1e6;
}

function largest(exchanges: readonly Sent[]): string {
	const [first] = exchanges.toSorted((a, b) => b.sentBytes - a.sentBytes);
	const name = first?.path
		.split("/")
		.at(-1)
		?.replace(/-[^-]*(\.\w+)$/, "$1");
	return `${name} ${inUnit((first?.sentBytes ?? 0) / 1e6, "MB")}`;
}
