import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const command = fileURLToPath(new URL("paper.ts", import.meta.url));
const committed = fileURLToPath(new URL("../../../docs/paper.md", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "paper-"));
afterAll(() => rmSync(folder, { recursive: true }));

const paper = (...args: string[]) =>
	spawnSync(process.execPath, ["--import", "tsx", command, ...args], { encoding: "utf8" });
const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("npx nx run simulation:paper", () => {
	let result: ReturnType<typeof paper>;
	beforeAll(() => {
		result = paper("--out", folder, "--json", join(folder, "paper.json"), "--docs", folder);
	}, 240_000);

	test("no claim of the paper fails, and the exit status says so", () => {
		expect(result.stderr).not.toContain("Error");
		expect(result.status).toBe(0);
		expect(result.stdout).toMatch(/Of \d+ claims \d+ are reproduced, .* and 0 fail\./);
	});

	test("the terminal shows paper, ours and verdict of every claim that the JSON has", () => {
		const { findings } = JSON.parse(read("paper.json")) as { findings: { claim: { id: string } }[] };
		expect(findings.length).toBeGreaterThan(80);
		for (const { claim } of findings) expect(result.stdout).toContain(`\n${claim.id} `);
	});

	test("the report stands alone: figures are in it, and nothing is fetched", () => {
		const html = read("paper.html");
		expect(html.match(/<svg[^>]*role="img"/g)?.length).toBe(12);
		expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
	});

	test("docs/paper.md lists the claims and verdicts of today; --docs docs writes it anew", () => {
		const verdicts = (text: string) =>
			text
				.split("\n")
				.filter((line) => line.startsWith("| "))
				.map((line) => line.split(" | ").toSpliced(2, 1).join(" | "));
		expect(verdicts(read("paper.md"))).toEqual(verdicts(readFileSync(committed, "utf8")));
	});
});

describe("wrong options", () => {
	test.each(["10", "1e12"])(
		"%s requests are refused with the limits",
		(requests) => {
			const { status, stderr } = paper("--requests", requests, "--out", folder);
			expect(stderr).toContain("requests must be a whole number, 1000 to 500000");
			expect(status).toBe(2);
		},
		30_000,
	);

	test("--help explains the exit status", () => {
		const { status, stdout } = paper("--help");
		expect(stdout).toContain("Exit status: 0 if");
		expect(status).toBe(0);
	}, 30_000);
});
