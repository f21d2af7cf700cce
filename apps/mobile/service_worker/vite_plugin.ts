import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Plugin } from "vite";
import type { PageBuild, PageFile } from "./page_build.ts";

/** What is asked for by others than the page, or is no content. */
const notOfThePage = /\.(?:br|txt|map)$|^service_worker\.js$/;

/** What to build. */
export interface ServiceWorkerOptions {
	/** Files of which no answer without a network needs any, by their paths. */
	later: RegExp;
}

/**
 * Builds the service worker after the page, as one classic script, since not every browser runs modules there. It knows
 * each file of the page with its SHA-256, and the page knows by `<meta name="mdi-build">` which build it is.
 */
export function serviceWorker({ later }: ServiceWorkerOptions): Plugin {
	return {
		name: "service-worker",
		apply: "build",
		writeBundle: {
			order: "pre",
			sequential: true,
			async handler({ dir = "" }) {
				const page = await describeBuild(dir, later);
				await build({
					configFile: false,
					logLevel: "warn",
					define: { __PAGE_BUILD__: JSON.stringify(page) },
					build: {
						target: "es2023",
						outDir: dir,
						emptyOutDir: false,
						copyPublicDir: false,
						rolldownOptions: {
							input: join(import.meta.dirname, "service_worker.ts"),
							output: { format: "iife", entryFileNames: "service_worker.js" },
						},
					},
				});
			},
		},
	};
}

/** Lists the files of a build, and writes its name into its document. */
async function describeBuild(dir: string, later: RegExp): Promise<PageBuild> {
	const entries = await readdir(dir, { recursive: true, withFileTypes: true });
	const paths = entries
		.filter((entry) => entry.isFile())
		.map((entry) =>
			join(entry.parentPath, entry.name)
				.slice(dir.length + 1)
				.replaceAll("\\", "/"),
		)
		.filter((path) => !notOfThePage.test(path))
		.sort();
	const files: PageFile[] = [];
	for (const path of paths) {
		const content = await readFile(join(dir, path));
		files.push({ path: `/${path}`, integrity: integrityOf(content), isLater: later.test(path) });
	}
	const id = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 16);
	const file = join(dir, "index.html");
	const document = (await readFile(file, "utf8")).replace(
		"</head>",
		`\t<meta name="mdi-build" content="${id}" />\n\t</head>`,
	);
	await writeFile(file, document);
	const named = files.map((entry) =>
		entry.path === "/index.html" ? { ...entry, path: "/", integrity: integrityOf(document) } : entry,
	);
	return { id, files: named };
}

function integrityOf(content: string | Buffer): string {
	return `sha256-${createHash("sha256").update(content).digest("base64")}`;
}
