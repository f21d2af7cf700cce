import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { firstScripts } from "./script_sizes.ts";

test("scripts of the document and what they import are loaded first; what they import lazily is not", async () => {
	const folder = await mkdtemp(join(tmpdir(), "scripts-"));
	const files = {
		"index.html": '<script type="module" crossorigin src="/assets/index-1.js"></script>',
		"assets/index-1.js": 'import { a } from "./shared-2.js"; a(() => import("./lazy-3.js"));',
		"assets/shared-2.js": "export const a = (load) => load;",
		"assets/lazy-3.js": 'import "./shared-2.js"; import "./lazy_too-4.js";',
		"assets/lazy_too-4.js": "export {};",
	};
	await mkdir(join(folder, "assets"));
	for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
	expect((await firstScripts(folder)).sort()).toEqual(
		["assets/index-1.js", "assets/shared-2.js"].map((name) => join(folder, name)),
	);
	await rm(folder, { recursive: true });
});
