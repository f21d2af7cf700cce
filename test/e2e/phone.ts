import type { Exchange, FaultProxy } from "@mdinference/fault-proxy";
import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { samples } from "../characters.ts";

/** How long a test waits for what must come, in milliseconds. */
export const patience = 30_000;

/** Path of the inference. */
export const inferPath = "/v1/tasks/characters/infer";

/** An answer on the screen. */
export interface ShownAnswer {
	/** Who gave it. */
	by: string;
	/** Why, as the client names it. */
	reason: string;
	/** What it says. */
	label: string;
	/** All that is said of it, in words. */
	words: string;
}

/** A picture as somebody may choose it. */
export interface ChosenFile {
	/** Name of the file. */
	name: string;
	/** Its media type, as the phone names it. */
	mimeType: string;
	/** What is in it. */
	buffer: Buffer;
}

/** A sample photo of a character. */
export function photoOf(label: string): ChosenFile {
	const { name, bytes } = samples().find((sample) => sample.label === label)!;
	return { name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) };
}

/** The page in one tab of a phone, in the hands of somebody who uses it. */
export class Phone {
	/** The tab. */
	readonly page: Page;
	/** What was thrown and not caught. */
	readonly complaints: string[] = [];
	readonly #proxy: FaultProxy;
	/** Answers that had appeared when the latest question was asked, and were not taken by {@link Phone.seen}. */
	#before = 0;

	/** Use {@link Phone.in}. */
	constructor(page: Page, proxy: FaultProxy) {
		this.page = page;
		this.#proxy = proxy;
		page.on("pageerror", (error) => this.complaints.push(error.message));
	}

	/** A new tab, which will remember each answer that appears on its screen. */
	static async in(context: BrowserContext, proxy: FaultProxy): Promise<Phone> {
		const page = await context.newPage();
		await page.addInitScript(rememberAnswers);
		return new Phone(page, proxy);
	}

	/** Opens the page and waits until the model on the phone can answer. */
	async open(slaMs: number): Promise<void> {
		await this.page.goto(`${this.#proxy.url}/?sla=${slaMs}`);
		await this.ready();
	}

	/** Waits until the model on the phone can answer. */
	async ready(): Promise<void> {
		// While an answer is shown, the line about the model gives way to it.
		await this.page
			.locator("#phone-status[data-state=ready]")
			.waitFor({ state: "attached", timeout: patience });
	}

	/** Chooses a picture from the library, in place of what was on the screen. */
	async choose(file: ChosenFile): Promise<void> {
		if ((await this.page.locator("#answer").count()) > 0) await this.fresh();
		await this.page.getByRole("button", { name: "Photo", exact: true }).click();
		await this.page.locator("#library").setInputFiles(file);
	}

	/** Asks. */
	async ask(): Promise<void> {
		this.#before = await this.page.evaluate(() => (globalThis as unknown as Remembering).seen.length);
		await this.page.locator("#ask").click();
	}

	/** Waits for the answer to the latest question. */
	async answer(): Promise<ShownAnswer> {
		await this.page.waitForFunction(
			(before) => (globalThis as unknown as Remembering).seen.length > before,
			this.#before,
			{ timeout: patience },
		);
		const element = this.page.locator("#answer[data-by]");
		return {
			by: (await element.getAttribute("data-by"))!,
			reason: (await element.getAttribute("data-reason"))!,
			label: (await this.page.locator("#label").textContent())!,
			words: (await this.page.locator("#answer").textContent())!,
		};
	}

	/** Answers that have appeared since the last call, in order: `cloud T`, say. */
	async seen(): Promise<string[]> {
		this.#before = 0;
		return this.page.evaluate(() => (globalThis as unknown as Remembering).seen.splice(0));
	}

	/** Takes the question off the screen, with its picture. */
	async fresh(): Promise<void> {
		await this.page.locator("#new").click();
		await this.page.locator("#answer").waitFor({ state: "detached" });
	}

	/** The latest request for an answer that the proxy saw. */
	lastRequest(): Exchange | undefined {
		return this.#proxy.exchanges.findLast(({ path }) => path === inferPath);
	}

	/** The id of the latest request for an answer that the proxy saw. */
	lastRequestId(): string {
		return String(this.lastRequest()?.headers["mdi-request-id"]);
	}

	/** Waits until so many requests for an answer have reached the proxy. */
	async untilAsked(count: number): Promise<void> {
		const asked = () => this.#proxy.exchanges.filter(({ path }) => path === inferPath).length;
		await expect.poll(asked, { timeout: patience }).toBeGreaterThanOrEqual(count);
	}
}

/** What {@link rememberAnswers} leaves in the page. */
interface Remembering {
	seen: string[];
}

/** Runs in the page: keeps each answer that appears in `seen`. */
function rememberAnswers(): void {
	const seen: string[] = [];
	let shown: string | null = null;
	const look = () => {
		const by = document.querySelector("#answer[data-by]")?.getAttribute("data-by");
		const label = document.querySelector("#label")?.textContent;
		const now = by && label ? `${by} ${label}` : null;
		if (now !== null && now !== shown) seen.push(now);
		shown = now;
	};
	new MutationObserver(look).observe(document, {
		subtree: true,
		childList: true,
		characterData: true,
		attributes: true,
	});
	Object.assign(globalThis, { seen });
}
