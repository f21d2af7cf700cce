import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BrowserNotFoundError, findBrowser } from "./find_browser.ts";

let folder = "";

async function program(name: string, script: string): Promise<string> {
	const file = join(folder, name);
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o755);
	return file;
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "browser-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("findBrowser() takes what CHROME_PATH names", async () => {
	const mine = await program("my-browser", "echo Chromium 156");
	expect(await findBrowser({ env: { CHROME_PATH: mine, PATH: "" } })).toBe(mine);
});

test("findBrowser() does not look elsewhere when CHROME_PATH is wrong", async () => {
	const env = { ...process.env, CHROME_PATH: join(folder, "missing") };
	await expect(findBrowser({ env })).rejects.toThrow(BrowserNotFoundError);
});

test("findBrowser() passes over a stub that does not start", async () => {
	await program("chromium-browser", "echo 'requires the chromium snap to be installed' >&2; exit 1");
	await program("google-chrome", "echo 'command not found'; exit 0");
	const real = await program("chromium", "echo Chromium 156");
	expect(await findBrowser({ env: { PATH: folder }, install: false })).toBe(real);
});
