import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { launchBrowser } from "@mdinference/browser";
import type { Page } from "playwright-core";
import { pictureUrls } from "../build_bench_page.ts";
import type { Measurement } from "../measurement.ts";
import type { Bench } from "../page/bench_page.ts";
import { largePhoto, smallPhoto } from "../pictures.ts";
import { inUnit, type Row } from "../row.ts";
import type { Stage } from "../stage.ts";

declare const bench: Bench;

const questions = 50;
const photos = 10;
const slaMs = 250;
const waitMs = 60_000;

/**
 * Tasks of the main thread that take longer than 50 ms, as the browser's PerformanceObserver tells: from the SDK's call to
 * the device's answer, and in the app's page from choosing a photo to the answer of cloud or device.
 */
export const longTasks: Measurement = {
	name: "long-tasks",
	about:
		"Tasks over 50 ms on the main thread while small pictures and 12-megapixel ones are asked, in the SDK and in the app.",
	async measure(stage) {
		return [...(await ofTheSdk(stage)), ...(await ofTheApp(stage))];
	},
};

async function ofTheSdk(stage: Stage): Promise<Row[]> {
	const site = await stage.bench();
	const rows: Row[] = [];
	try {
		await site.page.evaluate((slaMs) => bench.openWarmPhone(slaMs), slaMs);
		for (const [name, pictureUrl] of [
			["SDK, small pictures", pictureUrls.small],
			["SDK, pictures of 12 megapixels", pictureUrls.large],
		] as const) {
			stage.say(name);
			await site.page.evaluate((url) => bench.picture(url).then(() => undefined), pictureUrl);
			const count = stage.count(pictureUrl === pictureUrls.small ? questions : photos);
			const asked = { count, pictureUrl, mode: "only-device", slaMs } as const;
			const { runs, longTasksMs } = await site.page.evaluate((asked) => bench.askInARow(asked), asked);
			rows.push(rowOf(name, longTasksMs, `${count} questions, ${runs} runs`));
		}
		return rows;
	} finally {
		await site.close();
	}
}

async function ofTheApp(stage: Stage): Promise<Row[]> {
	const gateway = await stage.gateway();
	const browser = await launchBrowser();
	const rows: Row[] = [];
	try {
		const page = await browser.newPage({ viewport: { width: 360, height: 780 } });
		await page.goto(`${gateway.url}/?sla=${slaMs}`);
		await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: waitMs });
		await page.getByRole("button", { name: "Photo" }).click();
		await watchLongTasks(page);
		for (const [name, photo] of [
			["app, small photos", smallPhoto()],
			["app, photos of 12 megapixels", await largePhoto()],
		] as const) {
			stage.say(name);
			const count = stage.count(photos);
			const longTasksMs: number[] = [];
			// From the disk, as a user chooses it; bytes from here would be unpacked on the page's main thread.
			const file = join(stage.folder, "photo.jpg");
			await writeFile(file, photo);
			for (let asked = 0; asked < count; asked++) longTasksMs.push(...(await askForPhoto(page, file)));
			rows.push(rowOf(name, longTasksMs, `${count} photos chosen and asked`));
		}
		return rows;
	} finally {
		await browser.close();
		await gateway.end("SIGKILL");
		gateway.remove();
	}
}

/** What {@link watchLongTasks} leaves in a page. */
interface Watching {
	longTasksMs: number[];
}

/** Notes from now on how long each task of a page's main thread took that took more than 50 ms. */
export async function watchLongTasks(page: Page): Promise<void> {
	await page.evaluate(() => {
		const longTasksMs: number[] = [];
		new PerformanceObserver((list) => {
			for (const { duration } of list.getEntries()) longTasksMs.push(duration);
		}).observe({ type: "longtask" });
		Object.assign(globalThis, { longTasksMs });
	});
}

/** Those that were noted since the last call, in milliseconds. */
export async function takeLongTasks(page: Page): Promise<number[]> {
	return page.evaluate(async () => {
		// A task is reported once it has ended, in a task of its own.
		await new Promise((resolve) => setTimeout(resolve, 100));
		return (globalThis as unknown as Watching).longTasksMs.splice(0);
	});
}

/** Chooses a photo, asks, waits for the answer, and takes it off the screen; gives the long tasks meanwhile. */
async function askForPhoto(page: Page, file: string): Promise<number[]> {
	await page.locator("#library").setInputFiles(file);
	await page.locator("#ask:enabled").click({ timeout: waitMs });
	await page.locator("#answer[data-by] #label").waitFor({ timeout: waitMs });
	const longTasksMs = await takeLongTasks(page);
	await page.locator("#new").click();
	return longTasksMs;
}

function rowOf(name: string, longTasksMs: readonly number[], count: string): Row {
	const longest = longTasksMs.length > 0 ? `; the longest ${inUnit(Math.max(...longTasksMs), "ms")}` : "";
	return {
		what: `tasks over 50 ms on the main thread during inference (${name})`,
		goal: { atMost: 0, unit: "count" },
		measured: longTasksMs.length,
		spread: `${count}${longest}`,
	};
}
