import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Verdict } from "./promises.ts";
import type { DemoResult } from "./run_demo.ts";
import { aboutAll, commonSettings, variants } from "./variants.ts";

const runProgram = promisify(execFile);
const demo = (...options: string[]) =>
	runProgram(process.execPath, ["--import", "tsx", "demo.ts", ...options], { cwd: import.meta.dirname });

describe("the demonstration", () => {
	test("says of every setting that all variants share that it is not the gateway's", () => {
		for (const [name, value] of Object.entries(commonSettings))
			expect(aboutAll).toContain(`${name}=${value}`);
	});

	test("explains itself, and says what is wrong with a seed", async () => {
		const help = (await demo("--help")).stdout;
		for (const said of ["npm run demo -- --quick", aboutAll, ...variants.map(({ about }) => about)]) {
			expect(help).toContain(said);
		}
		await expect(demo("--seed", "many")).rejects.toMatchObject({
			code: 1,
			stderr: "demo: --seed is many; it must be a whole number, 0 or more\n",
		});
	}, 60_000);
});

/**
 * What comes of an alarm is for the whole demonstration to show: in a quick one some ten labels follow the alarm in the
 * dark, and recovery is seen by exploration alone, which needs half a minute. Nor can it promise that no model becomes
 * slower while nothing changes: the machine that runs the tests may have other guests.
 */
describe("a quick demonstration", () => {
	const folder = mkdtempSync(join(tmpdir(), "demo-test-"));
	let result: DemoResult;
	let printed: string;

	beforeAll(async () => {
		const files = ["--out", join(folder, "demo.html"), "--json", join(folder, "demo.json")];
		printed = (await demo("--quick", ...files)).stdout;
		result = JSON.parse(readFileSync(join(folder, "demo.json"), "utf8"));
	}, 400_000);
	afterAll(() => rmSync(folder, { recursive: true }));

	test("gives every variant the same requests, of which each is answered", () => {
		const [first, ...others] = result.runs.map(({ results }) => results.length);
		expect(first).toBeGreaterThan(100);
		expect(others).toEqual([first, first]);
		for (const { results } of result.runs) expect(results.filter(({ by }) => by === "nobody")).toEqual([]);
	});

	test("brings every report and label to the gateway's disk", () => {
		expect([result.before, ...result.runs].map(({ undelivered }) => undelivered)).toEqual([0, 0, 0, 0]);
	});

	/** Whether a guest slowed a model down before the day did: its detector then learns anew what is usual. */
	function wasDisturbed(variant: string): boolean {
		const { alarms, phasesAtMs } = result.runs.find((run) => run.variant === variant)!;
		const early = alarms.filter(({ heardAtMs }) => heardAtMs < phasesAtMs[1]!);
		return [...result.before.alarms, ...early].some(({ kind }) => kind === "service-time");
	}

	test("gives the alarms within 50 executions and 200 labelled requests, where a variant made so many", () => {
		const alarms = result.verdicts.filter(({ promise }) => promise.includes("alarm within"));
		expect(alarms).toHaveLength(2 * variants.length);
		const broken = alarms.filter(({ holds }) => holds === false);
		const isExcused = ({ promise, variant }: Verdict) => promise.startsWith("slow") && wasDisturbed(variant);
		expect(broken.filter((verdict) => !isExcused(verdict))).toEqual([]);
	});

	test("gives no alarm of worse answers while nothing changes", () => {
		const quietEndMs = 1000 * result.phases[0]!.seconds;
		const alarms = result.runs.flatMap((run) => run.alarms.filter(({ heardAtMs }) => heardAtMs < quietEndMs));
		expect(alarms.filter(({ kind }) => kind === "accuracy")).toEqual([]);
	});

	test("shows it as it runs, a line now and then, and as a report that stands alone", () => {
		expect(printed).toMatch(/frozen: slow \(one model 3 times slower\) begins/);
		const html = readFileSync(join(folder, "demo.html"), "utf8");
		for (const { name } of variants) expect(html).toContain(`Variant: ${name}`);
		expect(html).toContain("MDI_SHARPNESS=20");
		expect(html).not.toMatch(/(src|href)="http/);
	});
});
