import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inferPath, Phone, patience, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

const slaMs = 3_000;

let stage: Stage;
let context: BrowserContext;
let phone: Phone;
/** Another tab, with somebody else's page. */
let elsewhere: Page;

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}

beforeAll(async () => {
	const port = await freePort();
	stage = await openStage({ browser: { args: [`--remote-debugging-port=${port}`] } });
	// Playwright tells the pages that it opens itself that they are looked at for ever; one that is cannot be frozen.
	const asItIs = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
	context = asItIs.contexts()[0]!;
	elsewhere = await context.newPage();
	phone = await Phone.in(context, stage.proxy);
	await phone.open(slaMs);
	await phone.choose(photoOf("A"));
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	stage.proxy.clear();
	await phone.seen();
});
afterEach(() => expect(phone.complaints).toEqual([]));

describe("a tab that nobody looks at", () => {
	/** Asks, leaves the tab before the deadline and comes back after it; gives the row of the one answer. */
	async function askAndLeave(
		state: "hidden" | "frozen",
		replyAtMs: number,
	): Promise<{ row: Record<string, unknown>; by: string; reason: string }> {
		stage.proxy.inject({ path: inferPath, fault: { kind: "hold", untilMs: replyAtMs }, times: 1 });
		await phone.ask();
		await phone.untilAsked(1);
		await elsewhere.bringToFront();
		const session = await context.newCDPSession(phone.page);
		if (state === "frozen") await session.send("Page.setWebLifecycleState", { state: "frozen" });
		const backAtMs = phone.lastRequest()!.arrivedAtMs + Math.max(slaMs, replyAtMs) + 500;
		await new Promise((resolve) => setTimeout(resolve, backAtMs - Date.now()));
		if (state === "frozen") await session.send("Page.setWebLifecycleState", { state: "active" });
		expect(await phone.page.evaluate(() => document.visibilityState)).toBe("hidden");
		await phone.page.bringToFront();
		await session.detach();
		const { by, reason, label } = await phone.answer();
		const requestId = phone.lastRequestId();
		const settled = () => stage.logged(requestId)?.cloud_status;
		await expect.poll(settled, { timeout: patience }).toEqual(expect.any(String));
		expect(await phone.seen()).toEqual([`${by} ${label}`]);
		const row = stage.logged(requestId)!;
		expect(row).toMatchObject({ answered_by: by, reason, answered_label: label });
		return { row, by, reason };
	}

	test("hidden across the deadline: the phone's answer, which was there in time", async () => {
		const { row } = await askAndLeave("hidden", slaMs + 300);
		expect(row).toMatchObject({
			answered_by: "device",
			reason: "deadline",
			on_time: 1,
			cloud_status: "late",
		});
	}, 60_000);

	test("frozen across the deadline, the cloud late: the phone's answer", async () => {
		const { row } = await askAndLeave("frozen", slaMs + 300);
		expect(row).toMatchObject({ answered_by: "device", cloud_status: "late", cloud_network_ms: null });
		expect(row.elapsed_ms).toBeGreaterThan(slaMs);
	}, 60_000);

	test("frozen across the deadline, the cloud's reply there before it: one answer all the same", async () => {
		const { row } = await askAndLeave("frozen", slaMs - 300);
		expect(row.elapsed_ms).toBeGreaterThan(slaMs);
	}, 60_000);

	test("the next question is answered as if nothing had been: the sleep is not taken for the network", async () => {
		await phone.ask();
		await phone.answer();
		expect(phone.lastRequest()?.headers).not.toHaveProperty("mdi-network-ms");
		const row = await stage.reported(phone.lastRequestId());
		expect(row).toMatchObject({ on_time: 1, cloud_status: "in-time" });
		expect(row.elapsed_ms).toBeLessThan(slaMs);
	}, 60_000);

	test("discarded in mid-request, and loaded again when it is looked at: nothing appears by itself, a question is answered", async () => {
		stage.proxy.inject({ path: inferPath, fault: { kind: "hold", untilMs: slaMs + 300 }, times: 1 });
		await phone.ask();
		await phone.untilAsked(1);
		const lost = phone.lastRequestId();
		await phone.page.reload();
		await phone.ready();
		await phone.choose(photoOf("A"));
		expect(await phone.seen()).toEqual([]);
		await phone.ask();
		const { by, label } = await phone.answer();
		await stage.reported(phone.lastRequestId());
		expect(await phone.seen()).toEqual([`${by} ${label}`]);
		expect(stage.logged(lost)?.answered_by ?? null).toBeNull();
	}, 60_000);
});

describe("two tabs of the page", () => {
	test("send each report and each label once, one batch at a time, whichever tab asked", async () => {
		const second = await Phone.in(context, stage.proxy);
		await second.open(slaMs);
		await second.choose(photoOf("B"));
		const sending: { request: Request; overlaps: number }[] = [];
		const isReport = (request: Request) => /\/v1\/(outcomes|feedback)$/.test(request.url());
		let underWay = 0;
		context.on("request", (request) => {
			if (isReport(request)) sending.push({ request, overlaps: underWay++ });
		});
		const ends = (request: Request) => {
			if (isReport(request)) underWay--;
		};
		context.on("requestfinished", ends);
		context.on("requestfailed", ends);
		const outage = { kind: "status", status: 500 } as const;
		const down = ["/v1/outcomes", "/v1/feedback"].map((path) => stage.proxy.inject({ path, fault: outage }));

		const requestIds: string[] = [];
		for (let i = 0; i < 3; i++) {
			for (const tab of [phone, second]) {
				await tab.page.bringToFront();
				await tab.ask();
				await tab.answer();
				requestIds.push(tab.lastRequestId());
				await tab.page.locator("#right").click();
			}
		}
		await expect.poll(() => down[0]!.hits, { timeout: patience }).toBeGreaterThanOrEqual(1);
		for (const { remove } of down) remove();
		// Both tabs hear that the network is there again in the same moment.
		await context.setOffline(true);
		await context.setOffline(false);
		const judged = () => requestIds.filter((requestId) => stage.logged(requestId)?.answered_right === 1);
		await expect.poll(judged, { timeout: patience }).toEqual(requestIds);
		for (const requestId of requestIds) expect((await stage.reported(requestId)).answered_by).toBeTruthy();

		const statuses: string[] = [];
		for (const { request } of sending) {
			const response = await request.response();
			if (!response?.ok()) continue;
			const { results } = (await response.json()) as { results: { status: string }[] };
			statuses.push(...results.map(({ status }) => status));
		}
		expect(statuses).toEqual(Array.from({ length: 12 }, () => "recorded"));
		expect(sending.filter(({ overlaps }) => overlaps > 0)).toEqual([]);
		expect(second.complaints).toEqual([]);
		await second.page.close();
	}, 60_000);
});
