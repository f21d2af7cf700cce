import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Size of some exports of the client as a page would load them: bundled, minified, gzip. */
async function gzipBytes(exports: string): Promise<number> {
	const { outputFiles } = await build({
		stdin: { contents: `export { ${exports} } from "@mdinference/client";`, resolveDir: `${root}/test` },
		bundle: true,
		minify: true,
		format: "esm",
		target: "es2023",
		write: false,
	});
	return gzipSync(outputFiles[0]!.contents, { level: 9 }).byteLength;
}

test("the SDK's core with its outbox is at most 12 kB, and nobody pays for what is not used", async () => {
	const core = await gzipBytes("createClient, createOutbox");
	expect(core).toBeLessThanOrEqual(12_000);
	expect(await gzipBytes("createClient")).toBeLessThan(core - 1_000);
});
