import { fileURLToPath } from "node:url";
import { checkGraph } from "./check_graph.ts";
import { ground, plan } from "./plan.ts";
import { readGraph } from "./read_graph.ts";

const packages = readGraph(fileURLToPath(new URL("../..", import.meta.url)));
const violations = checkGraph(packages, { arrows: plan, ground });
const arrows = packages.reduce((sum, { imports }) => sum + imports.length, 0);
if (violations.length > 0) {
	console.error(`The arrows of ARCHITECTURE.md do not hold:\n  ${violations.join("\n  ")}`);
	process.exitCode = 1;
} else {
	console.log(`${packages.length} packages, ${arrows} arrows: all as ARCHITECTURE.md says.`);
}
