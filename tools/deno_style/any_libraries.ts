import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The libraries marked `platform:any` in their package.json.
 *
 * @param libs folder of all libraries
 * @returns their folders, by name
 */
export function anyLibraries(libs: string): string[] {
	return readdirSync(libs)
		.map((name) => join(libs, name))
		.filter((folder) => {
			const { nx } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
				nx: { tags: string[] };
			};
			return nx.tags.includes("platform:any");
		});
}

/** The TypeScript files of a library that others import: all but its tests and benchmarks. */
export function sources(folder: string): string[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".ts") && !name.endsWith("_test.ts") && name !== "bench.ts")
		.map((name) => join(folder, name));
}
