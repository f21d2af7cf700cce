import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inferPath, type Phone, patience, photoOf, type ShownAnswer } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

const slaMs = 1_000;
const outcomesPath = "/v1/outcomes";
const feedbackPath = "/v1/feedback";

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
	phone = await stage.phone();
	await phone.open(slaMs);
	await phone.choose(photoOf("A"));
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	stage.proxy.clear();
	await phone.seen();
});
afterEach(async () => {
	await phone.page.context().setOffline(false);
	expect(phone.complaints).toEqual([]);
});

/** End to end, as the page words it: rounded to a millisecond, or above a second to hundredths. */
function shownMs({ words }: ShownAnswer): { ms: number; within: number } {
	const [, value, unit] = /after ([\d.]+) (ms|s)/.exec(words)!;
	return unit === "s" ? { ms: Number(value) * 1000, within: 5 } : { ms: Number(value), within: 0.5 };
}

/** How often something was sent to a path. */
const sent = (path: string) => stage.proxy.exchanges.filter((exchange) => exchange.path === path).length;

/** The label that the log has of a request; waits until there is one. */
async function labelled(requestId: string): Promise<Record<string, unknown>> {
	const source = () => stage.logged(requestId)?.label_source;
	await expect.poll(source, { timeout: patience }).toBe("user");
	return stage.logged(requestId)!;
}

/** Rows of a table that belong to a request. */
function rows(table: "answers" | "labels", requestId: string): Record<string, unknown>[] {
	const key = table === "answers" ? "id" : "decision_id";
	return stage.query(
		`SELECT t.* FROM ${table} AS t JOIN decisions AS d ON d.id = t.${key} WHERE d.request_id = ?`,
		requestId,
	);
}

describe("the log says of a request what the screen said", () => {
	test("answered in time, and right", async () => {
		await phone.ask();
		const shown = await phone.answer();
		const requestId = phone.lastRequestId();
		await phone.page.locator("#right").click();
		const row = await labelled(requestId);
		expect(row).toMatchObject({
			answered_by: shown.by,
			reason: shown.reason,
			on_time: 1,
			answered_label: shown.label,
			label: shown.label,
			answered_right: 1,
			sla_ms: slaMs,
		});
		const { ms, within } = shownMs(shown);
		expect(Math.abs(Number(row.elapsed_ms) - ms)).toBeLessThanOrEqual(within);
	}, 60_000);

	test("answered by the phone at the deadline, and wrong; the late cloud is added to the same row", async () => {
		stage.proxy.inject({ path: inferPath, fault: { kind: "hold", untilMs: slaMs + 400 } });
		await phone.ask();
		const shown = await phone.answer();
		const requestId = phone.lastRequestId();
		expect(shown).toMatchObject({ by: "device", reason: "deadline" });
		const right = shown.label === "Q" ? "K" : "Q";
		await phone.page.locator("#late-cloud").waitFor({ timeout: patience });
		await phone.page.locator("#wrong").click();
		await phone.page.locator("#judge").getByRole("button", { name: right, exact: true }).click();
		expect(await labelled(requestId)).toMatchObject({
			answered_by: "device",
			reason: "deadline",
			on_time: 1,
			answered_label: shown.label,
			label: right,
			answered_right: 0,
		});
		const lateness = () => stage.logged(requestId)?.cloud_status;
		await expect.poll(lateness, { timeout: patience }).toBe("late");
		const { cloud_elapsed_ms, elapsed_ms } = stage.logged(requestId)!;
		expect(cloud_elapsed_ms).toBeGreaterThanOrEqual(slaMs + 400);
		const { ms, within } = shownMs(shown);
		expect(Math.abs(Number(elapsed_ms) - ms)).toBeLessThanOrEqual(within);
		expect(rows("answers", requestId)).toHaveLength(1);
	}, 60_000);
});

describe("what fails on its way is sent again: none is lost, none counts twice", () => {
	test("reports and labels through an error and replies that are lost", async () => {
		const once = { times: 1 } as const;
		stage.proxy.inject({ ...once, path: outcomesPath, fault: { kind: "status", status: 500 } });
		// The gateway has it on disk; the phone cannot know.
		stage.proxy.inject({ ...once, path: outcomesPath, fault: { kind: "cut", where: "in-body" } });
		stage.proxy.inject({ ...once, path: feedbackPath, fault: { kind: "cut", where: "in-body" } });
		await phone.ask();
		const shown = await phone.answer();
		const requestId = phone.lastRequestId();
		await phone.page.locator("#right").click();
		await expect.poll(() => sent(feedbackPath), { timeout: patience }).toBeGreaterThanOrEqual(2);
		await expect.poll(() => sent(outcomesPath), { timeout: patience }).toBeGreaterThanOrEqual(3);
		await labelled(requestId);
		expect(rows("answers", requestId)).toMatchObject([{ answered_by: shown.by, reason: shown.reason }]);
		expect(rows("labels", requestId)).toMatchObject([{ label: shown.label, source: "user" }]);
		await expect.poll(waiting, { timeout: patience }).toBe(0);
	}, 60_000);

	test("a gateway that says 429 is left alone for as long as it says", async () => {
		stage.proxy.inject({
			path: outcomesPath,
			fault: { kind: "status", status: 429, retryAfterS: 2 },
			times: 1,
		});
		await phone.ask();
		const { by, reason } = await phone.answer();
		expect(await stage.reported(phone.lastRequestId())).toMatchObject({ answered_by: by, reason });
		const [first, second] = stage.proxy.exchanges.filter(({ path }) => path === outcomesPath);
		expect(second!.arrivedAtMs - first!.arrivedAtMs).toBeGreaterThanOrEqual(2_000);
	}, 60_000);

	test("what was asked and said offline is sent when the network is back, without a tap", async () => {
		await phone.ask();
		const online = await phone.answer();
		const known = phone.lastRequestId();
		await stage.reported(known);
		await phone.page.context().setOffline(true);
		await phone.page.locator("#right").click();
		// The gateway never hears of this one but by its report.
		await phone.ask();
		const offline = await phone.answer();
		expect(offline).toMatchObject({ by: "device", reason: "cloud-failed" });
		await phone.page.locator("#right").click();
		await expect.poll(waiting, { timeout: patience }).toBe(3);
		expect(rows("labels", known)).toEqual([]);
		const lastId = () => Number(stage.query("SELECT max(id) AS id FROM decisions")[0]!.id);
		const before = lastId();
		await phone.page.context().setOffline(false);
		expect(await labelled(known)).toMatchObject({ label: online.label, answered_right: 1 });
		await expect.poll(lastId, { timeout: patience }).toBe(before + 1);
		const [row] = stage.query("SELECT request_id FROM decisions WHERE id = ?", before + 1);
		const unknown = String(row!.request_id);
		expect(await labelled(unknown)).toMatchObject({
			policy: "none",
			answered_by: "device",
			answered_label: offline.label,
			label: offline.label,
			answered_right: 1,
		});
		for (const requestId of [known, unknown]) expect(rows("labels", requestId)).toHaveLength(1);
		await expect.poll(waiting, { timeout: patience }).toBe(0);
	}, 60_000);
});

/** Entries in the phone's outbox. */
function waiting(): Promise<number> {
	return phone.page.evaluate(async () => {
		const databases = await indexedDB.databases();
		const name = databases.find((one) => one.name?.startsWith("mdinference outbox"))!.name!;
		const database = await new Promise<IDBDatabase>((resolve, reject) => {
			const request = indexedDB.open(name);
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		const count = await new Promise<number>((resolve, reject) => {
			const request = database.transaction("entries").objectStore("entries").count();
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		database.close();
		return count;
	});
}
