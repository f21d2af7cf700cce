import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { measurements } from "./measurements/mod.ts";

vi.setConfig({ testTimeout: 300_000 });

const measure = (...args: string[]) =>
	promisify(execFile)(process.execPath, ["--import", "tsx", "measure.ts", ...args], {
		cwd: join(import.meta.dirname),
	});

test("--help names every measurement", async () => {
	const { stdout } = await measure("--help");
	for (const { name } of measurements) expect(stdout).toContain(`  ${name} `);
});

test.each([
	[["--only", "nonsense"], "--only is nonsense; it must be one of script-sizes, "],
	[["--share", "2"], "--share is 2; it must be a number above 0 and up to 1"],
	[["--write", "--share", "0.5"], "--write is for a run of everything"],
])("%j is refused in words", async (args, words) => {
	await expect(measure(...args)).rejects.toThrow(words);
});

test("--page counts from the folder in which the command was typed", async () => {
	const env = { ...process.env, NX_WORKSPACE_ROOT: join(import.meta.dirname, "../../apps/mobile") };
	const args = ["--import", "tsx", "measure.ts", "--only", "script-sizes", "--page", "dist"];
	const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname, env });
	expect(stdout).toMatch(/^first-load script of the app, gzip/m);
});

test("a small run asks a real page, and says of each figure whether its goal is met", async () => {
	const { stdout, stderr } = await measure(
		...["--only", "script-sizes", "--only", "deadline", "--share", "0.01"],
	);
	expect(stderr).toContain("2 of 2: deadline");
	expect(stdout).toMatch(/^SDK core \(client and outbox\), gzip +at most 12 kB +\d+\.\d kB +(?:yes|NO) /m);
	expect(stdout).toMatch(/\(gateway killed\) .* 10 requests, SLA 250 ms, .*; 10 device cloud-failed$/m);
	expect(stdout).toMatch(/\(gateway silent\) .* 10 requests, SLA 250 ms, .*\bdevice deadline\b/m);
	expect(stdout).toMatch(/^\d of 4 goals are met/m);
});
