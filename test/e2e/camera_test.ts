import { launchBrowser } from "@mdinference/browser";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type GatewayProcess, startGatewayProcess } from "../gateway_process.ts";
import { patience, photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";

const args = [
	"--use-fake-device-for-media-stream",
	"--use-fake-ui-for-media-stream",
	"--host-resolver-rules=MAP phone.test 127.0.0.1",
];

let browser: Browser;
let gateway: GatewayProcess;
let context: BrowserContext;

beforeAll(async () => {
	browser = await launchBrowser({ args });
	gateway = await startGatewayProcess({ models: ["nano", "medium"] });
}, 600_000);
afterAll(async () => {
	await browser?.close();
	await gateway?.end("SIGKILL");
	gateway?.remove();
});
afterEach(() => context.close());

/** Opens the page, in a browser whose camera is what a script makes of it, and goes to the camera. */
async function openCamera(options: { script?: string; host?: string } = {}): Promise<Page> {
	const { script, host = "127.0.0.1" } = options;
	context = await browser.newContext({ viewport: { width: 360, height: 780 }, serviceWorkers: "block" });
	if (script) await context.addInitScript(script);
	const page = await context.newPage();
	await page.goto(`${gateway.url.replace("127.0.0.1", host)}/?sla=10000`);
	await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: patience });
	await page.getByRole("button", { name: "Camera" }).click();
	return page;
}

/** Takes the permission to use the camera away, as somebody does in the browser's settings. */
async function forbid(page: Page): Promise<void> {
	const [ofPage, ofBrowser] = [await context.newCDPSession(page), await browser.newBrowserCDPSession()];
	const { targetInfo } = await ofPage.send("Target.getTargetInfo");
	await ofBrowser.send("Browser.setPermission", {
		permission: { name: "camera" },
		setting: "denied",
		origin: new URL(page.url()).origin,
		...(targetInfo.browserContextId && { browserContextId: targetInfo.browserContextId }),
	});
}

const isLive = (page: Page) =>
	page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0, null, {
		timeout: patience,
	});

/** Whether the stream that the viewfinder showed is over. */
const keepTrack = "globalThis.track = document.querySelector('video').srcObject.getTracks()[0]";
const trackState = (page: Page) => page.evaluate<string>("globalThis.track.readyState");

describe("the camera", () => {
	test("a picture is taken, shown as it will be sent, and recognised; then the camera is off", async () => {
		const page = await openCamera();
		await isLive(page);
		await page.evaluate(keepTrack);
		await takePictures(page, "camera");
		await page.locator("#shutter").click();
		await page.getByAltText("Your picture").waitFor();
		await expect.poll(() => trackState(page)).toBe("ended");
		const size = () =>
			page.evaluate(() => {
				const { naturalWidth, naturalHeight } = document.querySelector<HTMLImageElement>(".photo")!;
				return [naturalWidth, naturalHeight];
			});
		await expect.poll(size).toEqual([256, 256]);
		await page.locator("#ask").click();
		await page.locator("#answer[data-by]").waitFor({ timeout: patience });
		await page.locator("#new").click();
		await isLive(page);
	}, 120_000);

	test("one press takes the picture and asks", async () => {
		const page = await openCamera();
		await isLive(page);
		await page.locator("#ask").click();
		await page.locator("#answer[data-by]").waitFor({ timeout: patience });
	}, 120_000);

	test("it is turned off when another tab of the page is chosen, and when the page is hidden until it is seen again", async () => {
		const page = await openCamera();
		const show = (state: string) =>
			page.evaluate((state) => {
				Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
				document.dispatchEvent(new Event("visibilitychange"));
			}, state);
		await isLive(page);
		await page.evaluate(keepTrack);
		await show("hidden");
		expect(await trackState(page)).toBe("ended");
		await show("visible");
		await isLive(page);
		await page.evaluate(keepTrack);
		expect(await trackState(page)).toBe("live");
		await page.getByRole("button", { name: "Draw" }).click();
		await expect.poll(() => trackState(page)).toBe("ended");
	}, 120_000);
});

describe("without a camera it is said why and what to do, and a photo is recognised all the same", () => {
	/** A browser that gives no camera, and says why by the name of an error. */
	const rejecting = (name: string) =>
		`navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "${name}"); }`;

	/** Waits for the sentence about a problem, and gives it. */
	async function sentence(page: Page, problem: string): Promise<string> {
		const alert = page.locator(`#camera-problem[role=alert][data-problem=${problem}]`);
		await alert.waitFor({ timeout: patience });
		expect(await page.locator("#ask").isDisabled()).toBe(true);
		await takePictures(page, `camera-${problem}`);
		return (await alert.textContent())!;
	}

	async function recognisePhoto(page: Page): Promise<void> {
		await page.getByRole("button", { name: "Photo", exact: true }).click();
		await page.locator("#library").setInputFiles(photoOf("A"));
		await page.locator("#ask").click();
		await page.locator("#answer[data-by]").waitFor({ timeout: patience });
	}

	test("it is forbidden, then absent, then in use", async () => {
		const page = await openCamera({ script: rejecting("NotAllowedError") });
		const again = page.getByRole("button", { name: "Start the camera again" });
		expect(await sentence(page, "denied")).toContain("allow it");
		await page.evaluate(rejecting("NotFoundError"));
		await again.click();
		expect(await sentence(page, "absent")).toContain("connect one");
		await page.evaluate(rejecting("NotReadableError"));
		await again.click();
		expect(await sentence(page, "busy")).toContain("close the other app");
		await recognisePhoto(page);
	}, 120_000);

	test("the page came over plain HTTP: trying again would be in vain, and is not offered", async () => {
		const page = await openCamera({ host: "phone.test" });
		expect(await sentence(page, "insecure")).toContain("https://");
		expect(await page.getByRole("button", { name: "Start the camera again" }).count()).toBe(0);
		await recognisePhoto(page);
	}, 120_000);

	test("permission that is withdrawn in mid-session ends the viewfinder; it can be started again", async () => {
		const page = await openCamera();
		await isLive(page);
		await forbid(page);
		await page.locator("#camera-problem[data-problem=ended]").waitFor({ timeout: patience });
		await page.getByRole("button", { name: "Start the camera again" }).click();
		await isLive(page);
	}, 120_000);
});
