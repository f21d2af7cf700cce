import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "detectors-"));
afterAll(() => rmSync(folder, { recursive: true }));

function compare(...options: string[]) {
	const program = fileURLToPath(new URL("compare.ts", import.meta.url));
	return spawnSync(process.execPath, ["--import", "tsx", program, ...options], { encoding: "utf8" });
}

describe("detectors:compare", { timeout: 60_000 }, () => {
	test("prints a table, and writes the page, the numbers and a chart that needs nothing else", () => {
		const { status, stdout, stderr } = compare("--quick", "--only", "STAGGER", "--docs", folder);
		expect(status).toBe(0);
		expect(stdout).toMatch(/\| e-detector {3}\|/);
		expect(stderr).toContain("6 of 6 done");
		expect(readdirSync(join(folder, "drift")).sort()).toEqual(["comparison.json", "errors.svg"]);
		const { rows } = JSON.parse(readFileSync(join(folder, "drift", "comparison.json"), "utf8")) as {
			rows: { detector: string; calibrated: { delay50: number | null } }[];
		};
		expect(rows).toHaveLength(6);
		expect(rows.every(({ calibrated }) => calibrated.delay50 !== null)).toBe(true);
		expect(readFileSync(join(folder, "drift.md"), "utf8")).toContain("### STAGGER");
		const chart = readFileSync(join(folder, "drift", "errors.svg"), "utf8");
		expect(chart.match(/<circle/g)).toHaveLength(6);
		const page = readFileSync(join(folder, "drift.md"), "utf8");
		rmSync(join(folder, "drift.md"));
		expect(compare("--redraw", "--docs", folder).status).toBe(0);
		expect(readFileSync(join(folder, "drift.md"), "utf8")).toBe(page);
	});

	test("says what it can do", () => {
		const { status, stdout } = compare("--help");
		expect(status).toBe(0);
		for (const option of ["--seed", "--only", "--quick", "--redraw", "--docs"])
			expect(stdout).toContain(option);
	});

	test.each([
		[["--seed", "x"], '--seed must be an integer from 0, not "x"'],
		[["--only", "nothing"], '--only "nothing" is in none of: errors, abrupt;'],
		[["--fast"], "Unknown option '--fast'"],
	])("refuses %j and says why", (options, why) => {
		const { status, stderr } = compare(...options);
		expect(status).toBe(1);
		expect(stderr).toContain(why);
	});
});
