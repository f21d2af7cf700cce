import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { anyLibraries, sources } from "./any_libraries.ts";
import { deno } from "./deno.ts";
import { docComplaints } from "./doc_complaints.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const libraries = anyLibraries(join(root, "libs"));
const entries = libraries.map((folder) => join(folder, "mod.ts"));

/** Each gives what is wrong, or nothing. */
const steps: Record<string, () => string> = {
	"deno check": () => failure(deno(["check", ...entries], root)),
	"deno test --doc": () => failure(deno(["test", "--doc", ...libraries.flatMap(sources)], root)),
	"deno doc --lint": () => docComplaints(entries, root).join("\n"),
};

for (const [name, step] of Object.entries(steps)) {
	const complaint = step();
	if (complaint !== "") {
		console.error(`${name} fails:\n${complaint}`);
		process.exit(1);
	}
	console.log(`${name}: ${libraries.length} libraries pass`);
}

function failure({ status, stdout, stderr }: ReturnType<typeof deno>): string {
	return status === 0 ? "" : stdout + stderr;
}
