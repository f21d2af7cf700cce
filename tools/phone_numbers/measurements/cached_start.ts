import { join } from "node:path";
import { launchProfile } from "@mdinference/browser";
import type { BrowserContext } from "playwright-core";
import type { Measurement } from "../measurement.ts";
import { inUnit, type Row } from "../row.ts";
import { summaryOf } from "../summary.ts";
import { until } from "../until.ts";
import { answerAtOnce } from "./answer_at_once.ts";

const waitMs = 60_000;
const visits = 12;

/**
 * How soon the device answers in a page that was there before. The browser runs already, on a profile on disk; every
 * visit is a new tab. A script in the page is the user: it draws a stroke as soon as there is something to draw on, and
 * presses the button as soon as the page says that the phone is ready. The mode is "only this phone", so that the answer
 * is the device's and nobody else's. From the start of the navigation to the answer in the document.
 */
export const cachedStart: Measurement = {
	name: "cached-start",
	about: `${visits} visits after the first, from navigation to the device's answer to a drawing, with the gateway there, stopped, and gone.`,
	async measure(stage) {
		const gateway = await stage.gateway();
		const phone = await launchProfile(join(stage.folder, "profile"), {
			viewport: { width: 360, height: 780 },
		});
		try {
			await firstVisit(phone, gateway.url);
			const measured = async (circumstances: string): Promise<Row> => {
				stage.say(circumstances);
				const startsMs: number[] = [];
				for (let visit = 0; visit < stage.count(visits); visit++) {
					startsMs.push(await startMs(phone, gateway.url));
				}
				return rowOf(circumstances, startsMs);
			};
			const rows = [await measured("gateway there")];
			gateway.child.kill("SIGSTOP");
			rows.push(await measured("gateway silent"));
			await gateway.end("SIGKILL");
			rows.push(await measured("gateway killed"));
			return rows;
		} finally {
			await phone.close();
			await gateway.end("SIGKILL");
			gateway.remove();
		}
	},
};

/** Fills the caches: the service worker has all its files, the models are there and measured. */
async function firstVisit(phone: BrowserContext, url: string): Promise<void> {
	const page = await phone.newPage();
	await page.goto(url);
	await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: waitMs });
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await page.evaluate(() => localStorage.setItem("mdi-preferences", JSON.stringify({ mode: "only-device" })));
	// The other model comes in the background.
	const kept = () => page.evaluate(async () => (await (await caches.open("mdi-models")).keys()).length);
	await until("Both models are kept", async () => (await kept()) >= 2);
	await page.close();
}

async function startMs(phone: BrowserContext, url: string): Promise<number> {
	const page = await phone.newPage();
	try {
		await page.addInitScript(answerAtOnce);
		await page.goto(url, { waitUntil: "commit" });
		const answered = await page.waitForFunction(
			() => (globalThis as { answeredAtMs?: number }).answeredAtMs,
			undefined,
			{ timeout: waitMs },
		);
		return (await answered.jsonValue())!;
	} finally {
		await page.close();
	}
}

function rowOf(circumstances: string, startsMs: readonly number[]): Row {
	const { count, min, median, p95, max } = summaryOf(startsMs.map((ms) => ms / 1000));
	const [least, high, most] = [min, p95, max].map((seconds) => inUnit(seconds, "s"));
	return {
		what: `cached start to first device answer, median (${circumstances})`,
		goal: { atMost: 1.5, unit: "s" },
		measured: median,
		spread: `${count} visits, ${least} to ${most}, p95 ${high}`,
	};
}
