import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { checkGraph, type Package } from "./check_graph.ts";
import { readGraph } from "./read_graph.ts";

const lib = (name: string, platform: string, imports: string[] = []): Package => ({
	name,
	tags: ["type:lib", `platform:${platform}`],
	imports,
});
const nothing = { arrows: {}, ground: [] };

describe("checkGraph()", () => {
	test("accepts the arrows of the plan, and the ground from everywhere", () => {
		const packages = [
			lib("controller", "any", ["selection", "stats"]),
			lib("selection", "any"),
			lib("stats", "any"),
		];
		const plan = { arrows: { controller: ["selection"], selection: [], stats: [] }, ground: ["stats"] };
		expect(checkGraph(packages, plan)).toEqual([]);
	});

	test("refuses an arrow that points up", () => {
		const packages = [lib("controller", "any"), lib("selection", "any", ["controller"])];
		expect(checkGraph(packages, { arrows: { controller: [], selection: [] }, ground: [] })).toEqual([
			"selection -> controller is not in the plan; selection may import: nothing.",
		]);
	});

	test("refuses an arrow from any to node, and between node and browser, even if planned", () => {
		const packages = [lib("a", "any", ["n"]), lib("n", "node", ["b"]), lib("b", "browser", ["n"])];
		expect(checkGraph(packages, { arrows: { a: ["n"], n: ["b"], b: ["n"] }, ground: [] })).toEqual([
			"a -> n crosses platforms: any imports node.",
			"n -> b crosses platforms: node imports browser.",
			"b -> n crosses platforms: browser imports node.",
		]);
	});

	test("refuses a package without tags or without a place, and a place without a package", () => {
		const packages = [{ name: "stray", tags: [], imports: ["stats"] }, lib("stats", "any")];
		const complaints = checkGraph(packages, { arrows: { stats: [], gone: [] }, ground: [] });
		expect(complaints.join("\n")).toContain("gone stands in the plan");
		expect(complaints.join("\n")).toContain("stray needs one tag of type:app");
		expect(complaints.join("\n")).toContain("stray has no place in the plan");
	});

	test("lets tests and tools import anything", () => {
		const tags = ["type:test", "platform:node"];
		expect(checkGraph([{ name: "tests", tags, imports: ["n"] }, lib("n", "browser")], nothing)).toEqual([]);
	});
});

describe("readGraph() on a workspace that breaks the rule", () => {
	const workspace = mkdtempSync(join(tmpdir(), "broken-workspace-"));
	afterAll(() => rmSync(workspace, { recursive: true }));

	test("finds the import in the source, though no package.json declares it", () => {
		cpSync(fileURLToPath(new URL("testdata/broken", import.meta.url)), workspace, { recursive: true });
		const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));
		symlinkSync(modules, join(workspace, "node_modules"));
		const plan = { arrows: { stats: [], feedback: ["stats"] }, ground: ["stats"] };
		expect(checkGraph(readGraph(workspace), plan)).toEqual([
			"stats -> feedback is not in the plan; stats may import: nothing.",
			"stats -> feedback crosses platforms: any imports node.",
		]);
	}, 60_000);
});
