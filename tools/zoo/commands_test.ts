import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ZOO } from "./starter_models.ts";

// Each command is a process of its own, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const commands = ["add", "combine", "evaluate", "generate", "list", "profile", "train", "verify"];
let folder = "";

/** Runs a command as Nx does, and tells how it ended. */
async function run(
	file: string,
	args: string[],
	zoo = ZOO,
): Promise<{ code: number; out: string; error: string }> {
	const command = ["--import", "tsx", join(import.meta.dirname, file), ...args];
	const settings = { env: { ...process.env, MDI_ZOO: zoo } };
	return promisify(execFile)(process.execPath, command, settings).then(
		({ stdout, stderr }) => ({ code: 0, out: stdout, error: stderr }),
		({ code, stdout, stderr }) => ({ code, out: stdout, error: stderr }),
	);
}

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "zoo-commands-"));
	for (const name of ["characters-nano", "characters-pico"]) {
		for (const extension of ["onnx", "json", "md"]) {
			const file = join("characters", `${name}.${extension}`);
			cpSync(join(ZOO, file), join(folder, file));
		}
	}
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("zoo:verify", () => {
	test("finds every model of the repository to be what its manifest says", async () => {
		const { code, out, error } = await run("verify.ts", []);
		expect([code, error]).toEqual([0, ""]);
		expect(out).toMatch(/^14 models are what their manifests say$/m);
	});

	test("fails on a model of which one byte differs, and names it", async () => {
		const zoo = join(folder, "altered");
		cpSync(join(folder, "characters"), join(zoo, "characters"), { recursive: true });
		const path = join(zoo, "characters", "characters-nano.onnx");
		writeFileSync(
			path,
			readFileSync(path).map((byte, i) => (i === 5000 ? byte ^ 1 : byte)),
		);
		const { code, error } = await run("verify.ts", [], zoo);
		expect([code, error]).toEqual([1, expect.stringContaining(`${path} has SHA-256`)]);
	});
});

describe("zoo:profile and zoo:list", () => {
	test("measure beside plain onnxruntime, keep the times, and draw them", async () => {
		const profiled = await run(
			"profile.ts",
			["--runs", "5", "--write", "--model", "characters-nano"],
			folder,
		);
		const { accuracy } = JSON.parse(readFileSync(join(folder, "characters", "characters-nano.json"), "utf8"));
		const top1 = (100 * accuracy.top1).toFixed(2);
		const times = String.raw`characters-nano( +[\d.]+){6} +[\d.]+ \([\d.]+ to [\d.]+\)`;
		expect(profiled.out).toMatch(new RegExp(`${times} +${top1}\n`));
		expect(
			readFileSync(join(folder, "characters", "characters-nano.md"), "utf8").match(/\| service time \|/g),
		).toHaveLength(1);
		const svg = join(folder, "chart.svg");
		const { code, out } = await run("list.ts", ["--task", "characters", "--svg", svg], folder);
		expect([code, out]).toEqual([
			0,
			expect.stringMatching(new RegExp(`characters-nano +${top1} +[\\d.]+ to [\\d.]+ +\\d`)),
		]);
		expect(readFileSync(svg, "utf8")).toContain(">nano</text>");
	});

	test("name the tasks and models that there are, where another is asked for", async () => {
		const task = await run("list.ts", ["--task", "plants"], folder);
		expect([task.code, task.error]).toEqual([1, expect.stringContaining("no task plants")]);
		const model = await run("profile.ts", ["--model", "characters-giant"], folder);
		expect([model.code, model.error]).toEqual([
			1,
			expect.stringContaining("characters-nano, characters-pico"),
		]);
	});
});

describe("every command", () => {
	test.each(commands)("zoo:%s tells with --help how it is used", async (name) => {
		const { code, out } = await run(`${name}.ts`, ["--help"]);
		expect([code, out]).toEqual([0, expect.stringContaining(`npx nx run zoo:${name}`)]);
	});

	test("says in one line what is wrong with an option", async () => {
		const { code, error } = await run("list.ts", ["--colour"]);
		expect([code, error]).toEqual([1, "zoo:list: Unknown option '--colour'\n"]);
	});
});
