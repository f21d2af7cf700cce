import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Phone, patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage({ hasAllModels: true });
}, 600_000);
afterAll(() => stage?.close());

beforeEach(async () => {
	phone = await stage.phone({ serviceWorkers: "block" });
});
afterEach(async () => {
	await phone.page.context().close();
	expect(phone.complaints).toEqual([]);
});

/** Draws a T with the mouse. */
async function draw(): Promise<void> {
	const { mouse } = phone.page;
	const pad = (await phone.page.locator("#pad").boundingBox())!;
	const line = async (from: [number, number], to: [number, number]) => {
		await mouse.move(pad.x + from[0] * pad.width, pad.y + from[1] * pad.height);
		await mouse.down();
		await mouse.move(pad.x + to[0] * pad.width, pad.y + to[1] * pad.height, { steps: 8 });
		await mouse.up();
	};
	await line([0.25, 0.25], [0.75, 0.25]);
	await line([0.5, 0.25], [0.5, 0.78]);
}

/** The model on the phone: the smallest one, or a larger one once that was measured. */
const phoneModel = /characters-(nano|small)/;

describe("the page with the gateway up", () => {
	test("a drawn T is read by the cloud in time, and its decision is in the log", async () => {
		await phone.open(10_000);
		await takePictures(phone.page, "start");
		await draw();
		await takePictures(phone.page, "drawing");
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "cloud", reason: "cloud-in-time", label: "T" });
		expect(await phone.page.getByRole("status").textContent()).toContain("characters-");
		await takePictures(phone.page, "answer");
		const logged = () => stage.logged(phone.lastRequestId());
		await expect.poll(logged, { timeout: patience }).toMatchObject({
			sla_ms: 10_000,
			device_model: expect.stringMatching(phoneModel),
			top_label: "T",
		});
	}, 120_000);

	test("a photo is read too, and nothing is fetched from anywhere but the gateway", async () => {
		const hosts = new Set<string>();
		phone.page.on("request", (request) => {
			const { protocol, host } = new URL(request.url());
			if (protocol.startsWith("http") || protocol.startsWith("ws")) hosts.add(host);
		});
		await phone.open(10_000);
		await phone.page.getByRole("button", { name: "Photo" }).click();
		await takePictures(phone.page, "photo");
		await phone.choose(photoOf("A"));
		await takePictures(phone.page, "photo-chosen");
		await phone.ask();
		expect((await phone.answer()).by).toBe("cloud");
		expect([...hosts]).toEqual([new URL(stage.proxy.url).host]);
	}, 120_000);

	test("is usable on small screens, also on their side: nothing sticks out or is covered, and the thumb reaches the button", async () => {
		const { page } = phone;
		const box = async (selector: string) => (await page.locator(selector).boundingBox())!;
		await phone.open(250);
		await draw();
		for (const [width, height] of [
			[360, 780],
			[360, 640],
			[320, 568],
			[780, 360],
		] as const) {
			await page.setViewportSize({ width, height });
			await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height]);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect(overflow).toBeLessThanOrEqual(0);
			const [pad, dock, ask, nav] = [
				await box("#pad"),
				await box(".dock"),
				await box("#ask"),
				await box(".nav"),
			];
			expect(ask.height).toBeGreaterThanOrEqual(44);
			expect(nav.y + nav.height).toBeLessThanOrEqual(height);
			const isBeside = dock.x >= pad.x + pad.width;
			expect(isBeside).toBe(width > height);
			if (!isBeside) expect(pad.y + pad.height).toBeLessThanOrEqual(dock.y);
			expect(pad.y + pad.height).toBeLessThanOrEqual(height);
		}
	}, 120_000);
});

describe("the page when the gateway fails it", () => {
	/** Stops the gateway in mid-request, as a machine that hangs. */
	const freeze = () => stage.gateway.child.kill("SIGSTOP");
	const thaw = () => stage.gateway.child.kill("SIGCONT");
	afterEach(() => void thaw());

	test("the gateway freezes in mid-request: at the deadline the phone's own answer is shown, later the cloud's beside it", async () => {
		await phone.open(2000);
		await draw();
		freeze();
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "device", reason: "deadline" });
		expect(await phone.page.getByRole("status").textContent()).toMatch(phoneModel);
		await takePictures(phone.page, "deadline");
		thaw();
		await phone.page.locator("#late-cloud").waitFor({ timeout: patience });
		expect(await phone.page.locator("#answer").getAttribute("data-by")).toBe("device");
		await takePictures(phone.page, "late");
	}, 120_000);

	test("the gateway is killed in mid-request, and is gone at the next: the phone answers both", async () => {
		await phone.open(10_000);
		await draw();
		freeze();
		const sent = phone.page.waitForRequest((request) => request.url().endsWith("/infer"));
		await phone.ask();
		await sent;
		stage.gateway.child.kill("SIGKILL");
		expect(await phone.answer()).toMatchObject({ by: "device", reason: "cloud-failed" });
		await takePictures(phone.page, "killed");
		await phone.fresh();
		await draw();
		await phone.ask();
		expect(await phone.answer()).toMatchObject({ by: "device", reason: "cloud-failed" });
		await stage.restart();
	}, 120_000);
});
