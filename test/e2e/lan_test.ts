import { type ChildProcess, spawn } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launchBrowser } from "@mdinference/browser";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallZoo } from "../small_zoo.ts";
import { photoOf } from "./phone.ts";
import { takePictures } from "./screens.ts";
import { surely } from "./stage.ts";

const program = fileURLToPath(new URL("../../tools/lan/start_lan.ts", import.meta.url));
/** A name that no browser takes for this machine, as it does 127.0.0.1. */
const host = "desk.lan";
const patience = 30_000;

const folder = mkdtempSync(join(tmpdir(), "lan-"));
const certificateFolder = join(folder, "certificate");
let started: ChildProcess;
let printed = "";
let ports: { https: string; http: string };
let browser: Browser;

beforeAll(async () => {
	const args = `--no-build --port 0 --https-port 0 --address 127.0.0.1 --folder ${certificateFolder}`;
	started = spawn(process.execPath, ["--import", "tsx", program, ...args.split(" ")], {
		env: {
			...process.env,
			...surely,
			MDI_DB: join(folder, "outcomes.sqlite"),
			MDI_ZOO: writeSmallZoo(join(folder, "zoo")),
		},
		stdio: ["ignore", "pipe", "pipe"],
	});
	ports = await new Promise((resolve, reject) => {
		const read = (chunk: Buffer) => {
			printed += chunk;
			const [, https] = /type https:\/\/127\.0\.0\.1:(\d+)$/m.exec(printed) ?? [];
			const [, http] = /open http:\/\/127\.0\.0\.1:(\d+)\/authority\.crt/.exec(printed) ?? [];
			if (https && http) resolve({ https, http });
		};
		started.stdout?.on("data", read);
		started.stderr?.on("data", read);
		started.once("close", (code) => reject(new Error(`It ended with ${code}:\n${printed}`)));
	});
	// The one key that this browser trusts is that of the certificate, as if its authority had been installed.
	const key = new X509Certificate(readFileSync(join(certificateFolder, "certificate.pem"))).publicKey;
	const hash = createHash("sha256").update(key.export({ type: "spki", format: "der" }));
	browser = await launchBrowser({
		args: [
			`--host-resolver-rules=MAP ${host} 127.0.0.1`,
			`--ignore-certificate-errors-spki-list=${hash.digest("base64")}`,
		],
	});
}, 600_000);
afterAll(async () => {
	await browser?.close();
	// Killed at once it would leave its gateway behind.
	if (started?.exitCode === null && started.kill("SIGTERM")) await once(started, "close");
	rmSync(folder, { recursive: true, force: true });
});

/** Opens the page, and waits until the phone can answer. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 360, height: 780 }, ...options });
	const page = await context.newPage();
	await page.goto(`${address}/?sla=10000`);
	await page.locator("#phone-status[data-state=ready]").waitFor({ timeout: patience });
	return page;
}

/** Asks about a photo; gives who answered, and what. */
async function ask(page: Page): Promise<[string | null, string | null]> {
	await page.getByRole("button", { name: "Photo" }).click();
	await page.locator("#library").setInputFiles(photoOf("A"));
	await page.locator("#ask").click();
	const answer = page.locator("#answer[data-by]");
	await answer.waitFor({ timeout: patience });
	return [await answer.getAttribute("data-by"), await page.locator("#label").textContent()];
}

const features = (page: Page) =>
	page.evaluate(() => ({
		isSecure: isSecureContext,
		hasThreads: crossOriginIsolated,
		hasCamera: Boolean(navigator.mediaDevices),
		canStartOffline: "serviceWorker" in navigator,
	}));

describe("npm run start:lan", () => {
	test("prints a QR code, and keeps a key that nobody else may read", () => {
		expect(printed).toMatch(/█▀▀▀|▄▄▄▄▄ █/);
		expect(statSync(join(certificateFolder, "key.pem")).mode & 0o077).toBe(0);
		const shown = new X509Certificate(readFileSync(join(certificateFolder, "authority.pem"))).fingerprint256;
		expect(printed).toContain(shown.slice(0, 47));
	});

	test("offers the authority's certificate to a phone, without asking it to trust anything first", async () => {
		const response = await fetch(`http://127.0.0.1:${ports.http}/authority.crt`);
		expect(response.headers.get("content-type")).toBe("application/x-x509-ca-cert");
		expect(new X509Certificate(await response.text()).ca).toBe(true);
	});

	test("over https a phone that trusts it has everything, and keeps the page", async () => {
		const page = await open(`https://${host}:${ports.https}`);
		expect(await features(page)).toEqual({
			isSecure: true,
			hasThreads: true,
			hasCamera: true,
			canStartOffline: true,
		});
		await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
		expect(await page.locator("#missing, #untrusted").count()).toBe(0);
		expect(await ask(page)).toEqual(["cloud", "A"]);
		await page.context().close();
	}, 60_000);

	test("over plain http the page answers with what is left, checks the model, and says what is missing", async () => {
		const page = await open(`http://${host}:${ports.http}`);
		expect(await features(page)).toEqual({
			isSecure: false,
			hasThreads: false,
			hasCamera: false,
			canStartOffline: false,
		});
		const missing = page.locator("#missing");
		await missing.locator("summary").click();
		const listed = await missing
			.locator("li")
			.evaluateAll((items) => items.map((item) => item.getAttribute("data-feature")));
		expect(listed).toEqual(["camera", "offline", "keeping", "webgpu", "threads"]);
		expect(await missing.textContent()).toContain("npm run start:lan");
		expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
			0,
		);
		await takePictures(page, "plain-http");
		await missing.locator("summary").click();
		expect(await ask(page)).toEqual(["cloud", "A"]);
		await page.context().setOffline(true);
		await page.locator("#new").click();
		expect(await askAgain(page)).toEqual("device");
		await page.context().close();
	}, 60_000);
});

/** Asks about another photo on the same page; gives who answered. */
async function askAgain(page: Page): Promise<string | null> {
	await page.locator("#library").setInputFiles(photoOf("K"));
	await page.locator("#ask").click();
	await page.locator("#answer[data-by]").waitFor({ timeout: patience });
	return page.locator("#answer").getAttribute("data-by");
}

test("a phone that only goes on past the warning is told why it cannot keep the page", async () => {
	const careless = await launchBrowser({ args: [`--host-resolver-rules=MAP ${host} 127.0.0.1`] });
	try {
		const context = await careless.newContext({ ignoreHTTPSErrors: true });
		const page = await context.newPage();
		await page.goto(`https://${host}:${ports.https}/`);
		await page.locator("#untrusted a[href='/authority.crt']").waitFor({ timeout: patience });
		expect(await features(page)).toMatchObject({ isSecure: true, hasThreads: true, hasCamera: true });
		await takePictures(page, "untrusted");
	} finally {
		await careless.close();
	}
}, 60_000);

test("Ctrl-C ends it: what is in flight is answered, the log is written", async () => {
	const ended = once(started, "close");
	started.kill("SIGINT");
	expect(await ended).toEqual([0, null]);
	expect(printed).toContain("answering the requests in flight");
	await expect(fetch(`http://127.0.0.1:${ports.http}/livez`)).rejects.toThrow();
}, 60_000);
