import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inferPath, type Phone, patience, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

/** What the page remembers of the models on this phone: entries of key and record. */
type Remembered = [string, { runsMs: { wasm: number[] } }][];

const sha256Of = (model: string): string => {
	const path = fileURLToPath(new URL(`../../data/zoo/characters/${model}.json`, import.meta.url));
	return JSON.parse(readFileSync(path, "utf8")).sha256;
};
const small = sha256Of("characters-small");
const nano = sha256Of("characters-nano");

/** Longer than the deadline here, in milliseconds. */
const slowMs = 2_500;

let stage: Stage;
let phone: Phone;
let page: Page;

beforeAll(async () => {
	stage = await openStage();
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	phone = await stage.phone();
	page = phone.page;
}, 60_000);
afterEach(async () => {
	stage.proxy.clear();
	await page.context().close();
});

/** Waits until so many runs of a model are remembered. */
const untilMeasured = (sha256: string, runs: number) =>
	page.waitForFunction(
		([sha256, runs]) => {
			const remembered = JSON.parse(localStorage.getItem("mdi-device") ?? "[]") as Remembered;
			return remembered.some(([key, { runsMs }]) => key.endsWith(sha256) && runsMs.wasm.length >= runs);
		},
		[sha256, runs] as const,
		{ timeout: 90_000, polling: 100 },
	);

/** Rewrites, before the page's next start, how long all remembered runs of a model took. */
const rememberRuns = (sha256: string, runMs: number) =>
	page.addInitScript(
		([sha256, runMs]) => {
			const remembered = JSON.parse(localStorage.getItem("mdi-device") ?? "[]") as Remembered;
			for (const [key, { runsMs }] of remembered) if (key.endsWith(sha256)) runsMs.wasm.fill(runMs);
			localStorage.setItem("mdi-device", JSON.stringify(remembered));
		},
		[sha256, runMs] as const,
	);

/** Asks for the photo that was chosen, and gives what the gateway was told and what its log says of the copy. */
async function ask() {
	await phone.ask();
	const answer = await phone.answer();
	const announced = phone.lastRequest()?.headers["mdi-device"];
	const requestId = phone.lastRequestId();
	await stage.reported(requestId);
	return { answer, announced, requestId, runs: runsOf(requestId) };
}

/** The runs on the phone that the gateway's log has of a request. */
const runsOf = (requestId: string) =>
	stage.query("SELECT model, status FROM executions WHERE request_id = ? AND place = 'device'", requestId);

/** Asks for the photo that was chosen; fails unless the copy on the phone was that model's, and did its work. */
async function expectCopy(model: string): Promise<void> {
	const { announced, requestId } = await ask();
	expect(announced).toBe(model);
	await expect.poll(() => runsOf(requestId), { timeout: patience }).toEqual([{ model, status: "ok" }]);
}

describe("the models on a phone", () => {
	test("after some seconds the more accurate one covers the requests; once it is too slow, it says so and the other takes over", async () => {
		await phone.open(2_000);
		await phone.choose(photoOf("A"));
		await expectCopy("characters-nano");
		await untilMeasured(small, 30);
		await expectCopy("characters-small");
		await page.workers()[1]!.evaluate((delayMs) => {
			const decode = self.createImageBitmap;
			self.createImageBitmap = async (image: ImageBitmapSource) => {
				await new Promise((resolve) => setTimeout(resolve, delayMs));
				return decode(image);
			};
		}, 3_000);
		stage.proxy.inject({ path: inferPath, fault: { kind: "hold", untilMs: 8_000 } });
		const words = expect.stringContaining("Nobody had an answer by 2 s");
		expect(await ask()).toMatchObject({
			answer: { by: "device", reason: "device-late", words },
			announced: "characters-small",
		});
		expect(await ask()).toMatchObject({
			answer: { by: "device", reason: "deadline" },
			announced: "characters-nano",
		});
		expect(phone.complaints).toEqual([]);
	}, 180_000);

	test("the next visit knows how fast they are from its first request: which one fits, and how late it may start", async () => {
		await phone.open(2_000);
		await untilMeasured(small, 100);
		await rememberRuns(small, slowMs);
		await page.addInitScript(() => {
			localStorage.setItem("mdi-preferences", JSON.stringify({ mode: "duplicate-late" }));
			// Not in the holdout, which runs at once.
			Math.random = () => 0.5;
		});
		await page.goto(`${stage.proxy.url}/?sla=2000`);
		await phone.ready();
		await phone.choose(photoOf("A"));
		const covered = { answer: { reason: "cloud-in-time" }, announced: "characters-nano", runs: [] };
		expect(await ask()).toMatchObject(covered);
		// The larger one is ready, for it has been run, and is passed over all the same.
		await page.waitForFunction(
			([sha256, slowMs]) => {
				const remembered = JSON.parse(localStorage.getItem("mdi-device") ?? "[]") as Remembered;
				return remembered.some(
					([key, { runsMs }]) => key.endsWith(sha256) && runsMs.wasm.some((ms) => ms !== slowMs),
				);
			},
			[small, slowMs] as const,
			{ timeout: 60_000, polling: 100 },
		);
		expect(await ask()).toMatchObject(covered);
	}, 180_000);

	test("while somebody saves data the larger one is not fetched", async () => {
		const session = await page.context().newCDPSession(page);
		await session.send("Emulation.setDataSaverOverride", { dataSaverEnabled: true });
		await phone.open(2_000);
		await untilMeasured(nano, 100);
		const fetched = await page.evaluate(() =>
			performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname),
		);
		expect(fetched).toContain(`/v1/models/${nano}.onnx`);
		expect(fetched).not.toContain(`/v1/models/${small}.onnx`);
	}, 180_000);
});
