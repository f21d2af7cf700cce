import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The packages in a folder that are marked `platform:any` or `platform:node` in their package.json.
 *
 * @param platform where they run
 * @param folder holds the packages
 * @returns their folders, by name
 */
export function packagesOn(platform: "any" | "node", folder: string): string[] {
	return readdirSync(folder)
		.map((name) => join(folder, name))
		.filter((path) => {
			const { nx } = JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as {
				nx: { tags: string[] };
			};
			return nx.tags.includes(`platform:${platform}`);
		});
}

/** Folders of a package that hold nothing that others import. */
const apart = ["bench", "cli", "dist", "node_modules", "testdata"];

/**
 * The TypeScript files of a package whose documentation has examples that are to be run, in its folders too. Tests,
 * benchmarks and commands do not count.
 */
export function withExamples(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const path = join(folder, entry.name);
		if (entry.isDirectory()) return apart.includes(entry.name) ? [] : withExamples(path);
		const isSource = entry.name.endsWith(".ts") && !entry.name.endsWith("_test.ts");
		return isSource && /^\s*\* ```ts$/m.test(readFileSync(path, "utf8")) ? [path] : [];
	});
}
