import type { Fault } from "@mdinference/fault-proxy";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inferPath, type Phone, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

const slaMs = 3_000;
/** Between the cloud's failure and the phone's answer there is nothing to wait for, but a busy machine. */
const atOnceMs = 1_500;

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
	await phone.seen();
	stage.proxy.clear();
});
afterEach(async () => {
	await phone.page.context().setOffline(false);
	expect(phone.complaints).toEqual([]);
});

const heard = "the gateway did its work";
const unheard = "the gateway heard nothing";
const failures: [string, Fault, RegExp, typeof heard | typeof unheard][] = [
	["a captive portal answers 200 with its page", { kind: "captive-portal" }, /sign in to this/, unheard],
	["the gateway says 429", { kind: "status", status: 429, retryAfterS: 2 }, /gateway is busy/, unheard],
	["the gateway says 500", { kind: "status", status: 500 }, /gateway failed/, unheard],
	["the answer is no JSON", { kind: "malformed-json" }, /Something else answered/, unheard],
	["the answer is JSON of something else", { kind: "wrong-shape" }, /Something else answered/, unheard],
	["the answer is half an answer", { kind: "truncated-json" }, /Something else answered/, heard],
	["the connection is refused", { kind: "refuse" }, /cannot be reached/, unheard],
	["it breaks before the headers", { kind: "cut", where: "before-headers" }, /cannot be reached/, heard],
	// Browsers take the headers that came for all of them, over plain HTTP, and find no body.
	["it breaks in mid-headers", { kind: "cut", where: "in-headers" }, /Something else answered/, heard],
	["it breaks in mid-body", { kind: "cut", where: "in-body" }, /cannot be reached/, heard],
];

/** Waits for the phone's answer; fails unless it is the only one, came at once, and is what the log says. */
async function answeredAtOnce(words: RegExp): Promise<void> {
	const shown = await phone.answer();
	expect(shown).toMatchObject({ by: "device", reason: "cloud-failed" });
	expect(shown.words).toMatch(words);
	expect(await phone.seen()).toEqual([`device ${shown.label}`]);
}

const struck: { requestId: string; gateway: string }[] = [];

describe("the cloud fails: the phone answers at once, once, and says why", () => {
	test.each(failures)(
		"%s",
		async (_, fault, words, gateway) => {
			stage.proxy.inject({ path: inferPath, fault });
			await phone.ask();
			await answeredAtOnce(words);
			struck.push({ requestId: phone.lastRequestId(), gateway });
		},
		60_000,
	);

	test("and the log has each as the phone's, with a failed cloud, whether the gateway had heard of it or not", async () => {
		expect(struck).toHaveLength(failures.length);
		for (const { requestId, gateway } of struck) {
			const row = await stage.reported(requestId);
			expect(row).toMatchObject({ answered_by: "device", on_time: 1, cloud_status: "failed" });
			expect([requestId, row.policy === "none"]).toEqual([requestId, gateway === unheard]);
			expect(Number(row.elapsed_ms) - Number(row.cloud_elapsed_ms)).toBeLessThan(atOnceMs);
		}
	}, 180_000);

	test("the gateway's process is killed before the headers; its successor answers the next question", async () => {
		stage.gateway.child.kill("SIGSTOP");
		await phone.ask();
		await phone.untilAsked(1);
		await stage.gateway.end("SIGKILL");
		await answeredAtOnce(/cannot be reached/);
		await stage.restart();
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "cloud", reason: "cloud-in-time" });
	}, 180_000);

	test("the phone is offline", async () => {
		await phone.page.context().setOffline(true);
		await phone.ask();
		await answeredAtOnce(/check your connection/);
		expect(phone.lastRequest()).toBeUndefined();
	}, 180_000);
});

describe("the cloud is silent", () => {
	test("the phone goes offline in mid-request: it answers at the deadline", async () => {
		stage.proxy.inject({ path: inferPath, fault: { kind: "hang" } });
		await phone.ask();
		await phone.untilAsked(1);
		await phone.page.context().setOffline(true);
		const shown = await phone.answer();
		expect(shown.by).toBe("device");
		expect(await phone.seen()).toEqual([`device ${shown.label}`]);
	}, 180_000);

	test("the phone answers at the deadline, and says so; the next question is answered by the cloud", async () => {
		stage.proxy.inject({ path: inferPath, fault: { kind: "hang" }, times: 1 });
		await phone.ask();
		const shown = await phone.answer();
		expect(shown).toMatchObject({ by: "device", reason: "deadline" });
		expect(shown.words).toContain("The cloud had not answered after 3 s, so this phone did.");
		expect(await phone.seen()).toEqual([`device ${shown.label}`]);
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "cloud", reason: "cloud-in-time" });
		expect(await phone.seen()).toHaveLength(1);
	}, 180_000);
});

describe("a captive portal between the page and the gateway", () => {
	test("is named where the model is missing; after signing in, one tap brings model and answer", async () => {
		const other = await stage.phone();
		stage.proxy.inject({ path: /^\/v1\//, fault: { kind: "captive-portal" } });
		await other.page.goto(`${stage.proxy.url}/?sla=${slaMs}`);
		const status = other.page.locator("#phone-status[data-state=failed]");
		await status.waitFor();
		expect(await status.textContent()).toContain("sign in to this network first");
		stage.proxy.clear();
		await status.getByRole("button", { name: "Try again" }).click();
		await other.ready();
		await other.choose(photoOf("A"));
		await other.ask();
		expect(await other.answer()).toMatchObject({ label: "A" });
		expect(other.complaints).toEqual([]);
		await other.page.context().close();
	}, 180_000);
});

describe("both fail", () => {
	test("one error says both causes; what was wrong goes away, and the same button brings an answer", async () => {
		const other = await stage.phone();
		const model = { path: /\/models\//, fault: { kind: "status", status: 500 } } as const;
		stage.proxy.inject(model);
		stage.proxy.inject({ path: inferPath, fault: { kind: "refuse" } });
		await other.page.goto(`${stage.proxy.url}/?sla=${slaMs}`);
		await other.page.locator("#phone-status[data-state=failed]").waitFor({ state: "attached" });
		await other.choose(photoOf("A"));
		await other.ask();
		const error = other.page.locator("#answer .no-answer");
		await error.waitFor();
		const words = await other.page.locator("#answer").textContent();
		expect(words).toMatch(
			/No answer.*gateway cannot be reached.*model for this phone could not be downloaded/s,
		);
		expect(await other.seen()).toEqual([]);
		const row = await stage.reported(other.lastRequestId());
		expect(row).toMatchObject({ answered_by: "none", reason: "nobody", on_time: 0, cloud_status: "failed" });
		stage.proxy.clear();
		await other.ask();
		const shown = await other.answer();
		expect(shown.by).toBe("cloud");
		await other.ready();
		expect(await other.seen()).toEqual([`cloud ${shown.label}`]);
		expect(other.complaints).toEqual([]);
		await other.page.context().close();
	}, 180_000);
});
