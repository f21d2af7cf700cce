import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { textTable } from "@mdinference/report";
import { demoPage } from "./demo_page.ts";
import { phaseRows, verdictRows } from "./demo_tables.ts";
import { runDemo } from "./run_demo.ts";
import { aboutAll, variants } from "./variants.ts";

const usualReport = fileURLToPath(new URL("../../data/local/demo.html", import.meta.url));

const help = `Real traffic on this machine: phones as processes, an emulated network, a gateway, and a day on which one model
becomes slow, pictures go dark, and a burst comes. The same seeded day for profiles that are frozen, for profiles that are
learned on, and for the policy value. Ten minutes; two with --quick.

  npm run demo
  npm run demo -- --quick

  --quick      shorter phases, which show the alarms but not all that comes of them
  --seed N     seed of pictures, arrivals, network and choices (1)
  --out FILE   the report, HTML (data/local/demo.html)
  --json FILE  all results as JSON

${variants.map(({ name, about }) => `  ${name.padEnd(10)} ${about}`).join("\n")}

${aboutAll}
`;

try {
	const { values } = parseArgs({
		options: {
			help: { type: "boolean" },
			quick: { type: "boolean", default: false },
			seed: { type: "string", default: "1" },
			out: { type: "string", default: usualReport },
			json: { type: "string" },
		},
	});
	if (values.help) process.stdout.write(help);
	else await demonstrate(values);
} catch (error) {
	process.stderr.write(`demo: ${error instanceof Error ? error.message : error}\n`);
	process.exitCode = 1;
}

async function demonstrate(options: {
	quick: boolean;
	seed: string;
	out: string;
	json?: string;
}): Promise<void> {
	const seed = Number(options.seed);
	if (!Number.isSafeInteger(seed) || seed < 0) {
		throw new RangeError(`--seed is ${options.seed}; it must be a whole number, 0 or more`);
	}
	const result = await runDemo({ quick: options.quick, seed, print: (text) => console.log(text) });
	const { columns, rows } = phaseRows(result);
	console.log(`\n${textTable([columns, ...rows])}`);
	const promised = verdictRows(result);
	console.log(textTable([promised.columns, ...promised.rows]));
	const { load, seconds } = result.setting;
	console.log(
		`${seconds.toFixed(0)} s; load of the machine ${load.map((one) => one.toFixed(1)).join(" to ")}.`,
	);
	save(options.out, demoPage(result));
	if (options.json) save(options.json, JSON.stringify(result));
	console.log(`The report is ${resolve(fromCaller(options.out))}`);
}

function save(file: string, text: string): void {
	const path = fromCaller(file);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}

/** npm and Nx run this in other folders than the one in which the command was typed. */
function fromCaller(file: string): string {
	return resolve(process.env.INIT_CWD ?? ".", file);
}
