import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import config from "../../apps/mobile/vite.config.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));

/** What stands under the name of the page, in this version and in the next. */
export const taglines = { now: "An answer by the deadline", next: "What the next version says" } as const;

/** Builds a next version of the page, which differs in what it says. */
export async function buildNextVersion(folder: string): Promise<void> {
	const next: Plugin = {
		name: "next-version",
		transform(code, id) {
			if (!id.endsWith("/apps/mobile/texts.ts")) return null;
			if (!code.includes(taglines.now)) throw new Error(`texts.ts does not say "${taglines.now}".`);
			return code.replace(taglines.now, taglines.next);
		},
	};
	// The next version is read once: compressing it would take longer than sending it.
	const plugins = (config.plugins as Plugin[]).filter(({ name }) => name !== "precompress");
	await build({
		...config,
		configFile: false,
		root: join(repository, "apps/mobile"),
		logLevel: "error",
		plugins: [next, ...plugins],
		build: { ...config.build, outDir: folder, emptyOutDir: true, reportCompressedSize: false },
	});
}
