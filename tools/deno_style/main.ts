import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deno } from "./deno.ts";
import { docComplaints } from "./doc_complaints.ts";
import { packagesOn, withExamples } from "./packages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pure = packagesOn("any", join(root, "libs"));
const entries = pure.map((folder) => join(folder, "mod.ts"));
const onNode = ["libs", "tools", "apps"].flatMap((name) => packagesOn("node", join(root, name)));

/** Each gives what is wrong, or nothing. */
const steps: Record<string, () => string> = {
	"deno check, any platform": () => failure(deno(["check", ...entries], root)),
	// Without a permission: what is pure needs none.
	"deno test --doc, any platform": () =>
		failure(deno(["test", "--doc", "--parallel", ...pure.flatMap(withExamples)], root)),
	"deno test --doc, Node": () =>
		failure(deno(["test", "--doc", "--allow-all", ...onNode.flatMap(withExamples)], root)),
	"deno doc --lint, any platform": () => docComplaints(entries, root).join("\n"),
};

for (const [name, step] of Object.entries(steps)) {
	const complaint = step();
	if (complaint !== "") {
		console.error(`${name} fails:\n${complaint}`);
		process.exit(1);
	}
	console.log(`${name}: passes`);
}

function failure({ status, stdout, stderr }: ReturnType<typeof deno>): string {
	return status === 0 ? "" : stdout + stderr;
}
