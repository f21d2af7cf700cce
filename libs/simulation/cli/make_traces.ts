import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { seededRandom } from "@mdinference/stats";
import { generateTrace, type LinkCharacter } from "../generate_trace.ts";
import { runCommand } from "./run_command.ts";
import { typedPath } from "./typed_path.ts";

const help = `Writes the made-up traces of data/traces again: the same numbers come out.

  npx nx run simulation:make-traces

  --out FOLDER  where to (data/traces)
  --help        this
`;
const ours = fileURLToPath(new URL("../../../data/traces/", import.meta.url));
const lengthMs = 60_000;
const never = Number.POSITIVE_INFINITY;

const standing: LinkCharacter = {
	megabits: 3,
	logStd: 0.35,
	correlationMs: 2000,
	grantMs: 4,
	outageEveryMs: never,
	outageMs: 0,
};
/** The links, with the seed of each. */
const links: Record<string, [seed: number, character: LinkCharacter]> = {
	"standing.up": [1, standing],
	"standing.down": [2, { ...standing, megabits: 6 }],
	"driving.up": [
		3,
		{ megabits: 2, logStd: 0.9, correlationMs: 1500, grantMs: 8, outageEveryMs: 8000, outageMs: 400 },
	],
	"driving.down": [
		4,
		{ megabits: 4, logStd: 0.9, correlationMs: 1500, grantMs: 8, outageEveryMs: 8000, outageMs: 400 },
	],
	"crowded.up": [5, { ...standing, megabits: 4 }],
	"crowded.down": [
		6,
		{ megabits: 0.6, logStd: 0.8, correlationMs: 800, grantMs: 30, outageEveryMs: 5000, outageMs: 150 },
	],
};

runCommand(() => {
	const { values } = parseArgs({
		options: { out: { type: "string" }, help: { type: "boolean", default: false } },
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const folder = values.out === undefined ? ours : typedPath(values.out);
	mkdirSync(folder, { recursive: true });
	for (const [name, [seed, character]] of Object.entries(links)) {
		writeFileSync(join(folder, name), generateTrace(character, { lengthMs, random: seededRandom(seed) }));
	}
});
