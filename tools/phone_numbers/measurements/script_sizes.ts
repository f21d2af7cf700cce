import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import type { Measurement } from "../measurement.ts";

/** Scripts that `index.html` loads, and all that they import before anything is loaded lazily. */
export const scriptSizes: Measurement = {
	name: "script-sizes",
	about: "SDK core, bundled and minified; scripts that the page loads before anything lazy. Both gzip.",
	async measure({ pageFolder }) {
		const core = await sdkCoreBytes();
		const scripts = await firstScripts(pageFolder);
		const sizes = await Promise.all(scripts.map(async (file) => gzipBytes(await readFile(file))));
		return [
			{
				what: "SDK core (client and outbox), gzip",
				goal: { atMost: 12, unit: "kB" },
				measured: core / 1000,
				spread: "one build",
			},
			{
				what: "first-load script of the app, gzip",
				goal: { atMost: 60, unit: "kB" },
				measured: sizes.reduce((sum, size) => sum + size, 0) / 1000,
				spread: `${scripts.length} ${scripts.length === 1 ? "file" : "files"}`,
			},
		];
	},
};

async function sdkCoreBytes(): Promise<number> {
	const contents = 'export { createClient, createOutbox } from "@mdinference/client";';
	const { outputFiles } = await build({
		stdin: { contents, resolveDir: import.meta.dirname },
		bundle: true,
		minify: true,
		format: "esm",
		target: "es2023",
		write: false,
	});
	return gzipBytes(outputFiles[0]!.contents);
}

/** The scripts that a built page loads at once: those of its document, and what they import statically. */
export async function firstScripts(pageFolder: string): Promise<string[]> {
	const document = await readFile(join(pageFolder, "index.html"), "utf8");
	const sources = [...document.matchAll(/<script[^>]*\ssrc="\/?([^"]+)"/g)].map(([, path]) =>
		join(pageFolder, path!),
	);
	const { metafile } = await build({
		entryPoints: sources,
		bundle: true,
		splitting: true,
		format: "esm",
		outdir: pageFolder,
		absWorkingDir: pageFolder,
		write: false,
		metafile: true,
		logLevel: "silent",
	});
	const found = new Set<string>();
	const follow = (path: string): void => {
		if (found.has(path)) return;
		found.add(path);
		for (const { path: imported, kind, external } of metafile.inputs[path]?.imports ?? []) {
			if (kind === "import-statement" && !external) follow(imported);
		}
	};
	for (const source of sources) follow(source.slice(pageFolder.length + 1));
	return [...found].map((path) => join(pageFolder, path));
}

function gzipBytes(content: Uint8Array): number {
	return gzipSync(content, { level: 9 }).byteLength;
}
