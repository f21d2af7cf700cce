import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "simulation-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
	writeFileSync(join(folder, name), text);
	return join(folder, name);
};

function run(command: string, ...options: string[]) {
	const script = fileURLToPath(new URL(`${command}.ts`, import.meta.url));
	const { status, stdout, stderr } = spawnSync("node", ["--import", "tsx", script, ...options], {
		encoding: "utf8",
		env: { ...process.env, NX_WORKSPACE_ROOT: folder },
	});
	return { status, stdout, stderr };
}

describe("simulation:simulate", { timeout: 60_000 }, () => {
	test("prints a table and writes CSV and JSON with every figure, its interval and the options", () => {
		const options = [
			"--sla",
			"150,250",
			"--policies",
			"mdinference,value",
			"--requests",
			"500",
			"--seed",
			"7",
		];
		const outputs = ["--device", "phone:30,2,0.414", "--csv", "out.csv", "--json", "out.json"];
		const { status, stdout } = run("simulate", ...options, ...outputs);
		expect(status).toBe(0);
		expect(stdout).toContain("normal 100 ± 50 ms, 11 models, 500 requests each, seed 7");
		expect(stdout).toMatch(/^Models \(paper\): .*NasNet Large/m);
		expect(stdout.split("\n").filter((line) => / (mdinference|value) /.test(line))).toHaveLength(4);

		const [heading, ...rows] = readFileSync(join(folder, "out.csv"), "utf8").trimEnd().split("\n");
		expect(rows).toHaveLength(4);
		const columns = heading!.split(",");
		expect(columns).toEqual(
			expect.arrayContaining(["accuracy", "accuracy low", "p99_ms high", "usage NasNet Large"]),
		);
		for (const row of rows) expect(row.split(",")).toHaveLength(columns.length);

		const json = JSON.parse(readFileSync(join(folder, "out.json"), "utf8"));
		expect(json.options).toMatchObject({ seed: "7", sla: "150,250" });
		expect(json.results).toHaveLength(4);
		expect(json.results[0].summary.accuracy.value).toBe(
			Number(rows[0]!.split(",")[columns.indexOf("accuracy")]),
		);

		const again = run("simulate", ...options, ...outputs);
		expect(again.stdout).toBe(stdout);
	});

	test("says which models of one's own it simulated", () => {
		const models = [{ name: "own", accuracy: 0.7, meanMs: 9, stdMs: 1 }];
		const own = file("own.json", JSON.stringify({ models }));
		const { stdout } = run("simulate", "--models", own, "--sla", "150", "--requests", "100");
		expect(stdout).toContain(`Models (${own}): own\n`);
	});

	test.each([
		["a policy", ["--policies", "best"], 'there is no policy "best"'],
		["an empty SLA range", ["--sla", "400..100:50"], "sla must be a range that is not empty"],
		["a file that is not there", ["--network", "lte:none.up,none.down"], "no such file"],
		["an option", ["--slas", "100"], "Unknown option '--slas'"],
		["a sharpness of 0", ["--sharpness", "0"], "sharpness must be"],
		["too many requests", ["--requests", "1e12"], "requests must be a whole number, 1 to 10000000"],
	])("refuses what cannot be, %s, in one sentence and with status 2", (_, options, sentence) => {
		const { status, stderr } = run("simulate", ...options);
		expect(stderr).toContain(sentence);
		expect(stderr).not.toContain("    at ");
		expect(status).toBe(2);
	});

	test("names the line of a trace and the field of a profile", () => {
		const good = file("good.up", "10\n20\n");
		const trace = run("simulate", "--network", `lte:${good},${file("bad.down", "5\n4\n")}`);
		expect(trace).toMatchObject({
			status: 2,
			stderr: expect.stringContaining("Line 2 of the trace is 4 ms"),
		});
		const profile = file(
			"models.json",
			'{"models": [{"name": "a", "accuracy": 0.5, "meanMs": NaN, "stdMs": 1}]}',
		);
		const models = run("simulate", "--models", profile);
		expect(models).toMatchObject({ status: 2, stderr: expect.stringContaining("models[0].meanMs") });
	});
});

describe("the other commands", { timeout: 60_000 }, () => {
	test("simulation:duplicate says when the copy starts and what is saved", () => {
		const { status, stdout } = run(
			...(["duplicate", "--sla", "300", "--device", "phone:40,0,0.4", "--run-millijoules", "50"] as const),
		);
		expect(status).toBe(0);
		const row = stdout.trimEnd().split("\n").at(-1)!.trim().split(/\s+/);
		expect(row.slice(0, 2)).toEqual(["300", "260.0"]);
		const [runs, saved] = [Number(row[2]), Number(row[3])];
		expect(runs + saved).toBeCloseTo(100, 1);
		expect(Number(row.at(-1))).toBeCloseTo((50 * saved) / 100, 1);
	});

	test("simulation:devices gives each device the best model it has time for, and none where none is fast enough", () => {
		const models = [
			{ name: "fast", accuracy: 0.5, meanMs: 30, stdMs: 0 },
			{ name: "good", accuracy: 0.7, meanMs: 200, stdMs: 0 },
		];
		const devices = file("devices.json", JSON.stringify({ devices: [{ name: "old-phone", models }] }));
		const { status, stdout } = run("devices", "--devices", devices, "--sla", "20,100,250");
		expect(status).toBe(0);
		const chosen = stdout
			.trimEnd()
			.split("\n")
			.slice(1)
			.map((line) => line.split(/\s+/)[2]);
		expect(chosen).toEqual(["none", "fast", "good"]);
	});

	test("simulation:make-traces writes the traces of data/traces, byte for byte", () => {
		expect(run("make_traces", "--out", "traces").status).toBe(0);
		const ours = fileURLToPath(new URL("../../../data/traces", import.meta.url));
		const names = readdirSync(join(folder, "traces"));
		expect(names).toHaveLength(6);
		for (const name of names) {
			expect(readFileSync(join(folder, "traces", name)).equals(readFileSync(join(ours, name))), name).toBe(
				true,
			);
		}
	});

	test("simulation:subset keeps few models, says what they keep at each SLA, and the memory saved", () => {
		const models = [
			{ name: "small", accuracy: 0.7, meanMs: 5, stdMs: 0.1, bytes: 1e6 },
			{ name: "twin", accuracy: 0.7001, meanMs: 6, stdMs: 0.1, bytes: 3e6 },
			{ name: "large", accuracy: 0.9, meanMs: 110, stdMs: 0.4, bytes: 16e6 },
		];
		const { status, stdout } = run(
			...([
				"subset",
				"--models",
				file("sizes.json", JSON.stringify({ models })),
				"--sla",
				"100,300",
			] as const),
		);
		expect(status).toBe(0);
		expect(stdout).toContain(
			"2 of 3 models are enough for 99 % (3.00 of 20.00 MB saved):\n  small\n  large\n",
		);
		const kept = stdout
			.trimEnd()
			.split("\n")
			.slice(-2)
			.map((line) => Number(line.trim().split(/\s+/)[3]));
		expect(kept.every((percent) => percent > 99 && percent <= 100.5)).toBe(true);
	});

	test("simulation:subset has nothing to compare where no model is ever in time", () => {
		const { status, stdout } = run(
			"subset",
			"--network",
			"normal:1000,1",
			"--sla",
			"50",
			"--requests",
			"100",
		);
		expect(status).toBe(0);
		expect(stdout.trimEnd().split("\n").at(-1)!.trim().split(/\s+/)).toEqual(["50", "0.00", "0.00", "–"]);
	});

	test.each(["simulate", "duplicate", "devices", "subset", "make_traces"])("%s has --help", (command) => {
		const { status, stdout } = run(command, "--help");
		expect(status).toBe(0);
		expect(stdout).toContain("npx nx run simulation:");
	});
});
