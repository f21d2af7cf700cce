import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Phone, patience, photoOf } from "./phone.ts";
import { openStage, type Stage } from "./stage.ts";

const slaMs = 10_000;
let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage({ task: "letters" });
	phone = await stage.phone();
}, 600_000);
afterAll(() => stage?.close());
afterEach(() => expect(phone.complaints).toEqual([]));

/** The tasks that the page has asked the gateway to describe, in order. */
const described = () =>
	stage.proxy.exchanges.flatMap(({ path }) => /^\/v1\/tasks\/([^/]+)$/.exec(path)?.[1] ?? []);

test("a page whose address names no task finds the one that its gateway serves, and gets answers", async () => {
	await phone.open(slaMs);
	await phone.choose(photoOf("K"));
	await phone.ask();
	expect(await phone.answer()).toMatchObject({ by: "cloud", label: "K" });
	expect(described()).toEqual(["characters", "letters"]);
	await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
}, 180_000);

test("it asks for that task at once the next time, and answers about it without a network", async () => {
	await phone.open(slaMs);
	await expect.poll(described, { timeout: patience }).toEqual(["characters", "letters", "letters"]);
	await phone.page.context().setOffline(true);
	await phone.page.reload();
	await phone.ready();
	await phone.choose(photoOf("A"));
	await phone.ask();
	expect(await phone.answer()).toMatchObject({ by: "device", reason: "cloud-failed", label: "A" });
	await phone.page.context().setOffline(false);
}, 180_000);

test("an address that names a task which is not served is told which are, and is not remembered", async () => {
	await phone.page.goto(`${stage.proxy.url}/?task=birds`);
	const failed = phone.page.locator("#phone-status[data-state=failed]");
	await failed.waitFor({ timeout: patience });
	expect(await failed.textContent()).toContain('There is no task "birds". This gateway serves: letters.');
	await phone.open(slaMs);
	await expect.poll(() => described().slice(3), { timeout: patience }).toEqual(["birds", "letters"]);
}, 180_000);
