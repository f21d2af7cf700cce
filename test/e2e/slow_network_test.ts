import { slow3g } from "@mdinference/fault-proxy";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Phone, patience } from "./phone.ts";
import { drawnT, file } from "./picture_files.ts";
import { openStage, type Stage } from "./stage.ts";

const slaMs = 500;

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
	phone = await stage.phone();
}, 600_000);
afterAll(() => stage?.close());

/** Grey noise, as a PNG. */
function noise(side: number): Promise<Buffer> {
	const create = { width: side, height: side, channels: 3, background: "#808080" } as const;
	return sharp({ create: { ...create, noise: { type: "gaussian", mean: 128, sigma: 50 } } })
		.png()
		.toBuffer();
}

describe("a first visit by slow 3G: 400 kbit/s, 400 ms there and back", () => {
	const state = () => phone.page.locator("#phone-status").getAttribute("data-state");

	test("a picture asked about while the model is still coming is answered by the cloud, and not after the model", async () => {
		stage.proxy.slow(slow3g);
		await phone.page.goto(`${stage.proxy.url}/?sla=${slaMs}`, { waitUntil: "commit" });
		await phone.page.locator("#phone-status[data-state=loading]").waitFor({ timeout: patience });
		const status = await phone.page.locator("#phone-status").textContent();
		// As detailed as a photo gets: the upload alone takes a third of a second.
		const detailed = await drawnT(512, 512, "#ddd")
			.composite([{ input: await noise(512), blend: "overlay" }])
			.png()
			.toBuffer();
		await phone.choose(file("detailed.png", "image/png", detailed));
		// It is on the screen for some tenths of a second: each frame is looked at.
		const overdue = phone.page.waitForFunction(
			() => document.body.textContent!.includes("Nobody had an answer by 500 ms."),
			null,
			{ timeout: patience },
		);
		await phone.ask();
		await overdue;
		const shown = await phone.answer();
		expect(Number(phone.lastRequest()!.headers["content-length"])).toBeGreaterThan(10_000);
		expect(shown).toMatchObject({ by: "cloud", reason: "cloud-late", label: "T" });
		expect(shown.words).toContain("the cloud came first, but late");
		expect(await phone.seen()).toEqual(["cloud T"]);
		expect(await state()).toBe("loading");
		expect(status).toMatch(/Loading/);
	}, 120_000);

	test("so are the next ones, and the gateway knows by then what the network takes", async () => {
		await phone.ask();
		const { reason } = await phone.answer();
		const row = await stage.reported(phone.lastRequestId());
		expect(row.reason).toBe(reason);
		expect(row.network_ms).toBeGreaterThanOrEqual(slow3g.rttMs);
		expect(await state()).toBe("loading");
	}, 120_000);

	test("when the network is fast again the model arrives, and takes part", async () => {
		stage.proxy.slow(null);
		await phone.ready();
		await phone.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
		await phone.ask();
		await phone.answer();
		const logged = () => stage.logged(phone.lastRequestId());
		await expect.poll(logged, { timeout: patience }).toMatchObject({ device_status: "ok", on_time: 1 });
		expect(phone.complaints).toEqual([]);
	}, 120_000);
});
