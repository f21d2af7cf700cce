import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { verdictText } from "../paper/claim.ts";
import { reproduce, reproductionSteps } from "../paper/reproduce.ts";
import { PublishedMeasurements } from "../published_measurements.ts";
import { numberOption } from "./number_option.ts";
import { paperPage } from "./paper_page.ts";
import { counts, figure, paperCharts, paperReport, printed } from "./paper_report.ts";
import { showProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const help = `Reproduces the paper's evaluation: every table and figure, with a verdict on each claim.

  npx nx run simulation:paper
  npx nx run simulation:paper -- --out report --json report/paper.json

  --out DIR     where paper.html goes, and its figures as SVG files (data/local/paper)
  --json FILE   claims, figures with their intervals and verdicts; and the points of all curves
  --docs DIR    writes the page paper.md and the figures that it shows
  --requests N  requests at each point of a curve, at least 1000: fewer say nothing about the paper's digits (10000)
  --seed S      another seed, other requests (1)
  --help        this

Exit status: 0 if every claim is reproduced, or its contradiction or the lack of published facts is borne out by figures
of this very run; 1 if a claim fails; 2 for a wrong option. Nx itself ends with 1 whatever failed:
\`npm run paper -w @mdinference/simulation -- OPTIONS\` tells the two apart.
`;

const measurements = fileURLToPath(
	new URL("../../../data/paper/published_measurements.json", import.meta.url),
);

runCommand(() => {
	const { values } = parseArgs({
		options: {
			out: { type: "string", default: "data/local/paper" },
			json: { type: "string" },
			docs: { type: "string" },
			requests: { type: "string", default: "10000" },
			seed: { type: "string", default: "1" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const result = reproduce(PublishedMeasurements.parse(JSON.parse(readFileSync(measurements, "utf8"))), {
		requests: numberOption("requests", values.requests, { least: 1000, most: 500_000, whole: true }),
		seed: numberOption("seed", values.seed, { least: Number.MIN_SAFE_INTEGER, whole: true }),
		onStep: showProgress("reproducing", reproductionSteps),
	});
	const charts = Object.values(paperCharts(result)).flat();
	write(values.out, "paper.html", paperReport(result));
	for (const { name, svg } of charts) write(values.out, `${name}.svg`, `${svg(true)}\n`);
	if (values.docs !== undefined) {
		const { text, shown } = paperPage(result, charts);
		write(values.docs, "paper.md", text);
		for (const { name, svg } of shown) write(join(values.docs, "paper"), `${name}.svg`, `${svg(true)}\n`);
	}
	if (values.json !== undefined) {
		const { setting: _, ...rest } = result;
		writeFileSync(
			typedPath(values.json),
			`${JSON.stringify({ options: values, ...rest }, undefined, "\t")}\n`,
		);
	}
	process.stdout.write(
		`${table([
			["claim", "paper", "ours (95 %)", "verdict"],
			...result.findings.map((finding) => [
				finding.claim.id,
				printed(finding.claim),
				finding.ours ? figure(finding.ours, finding.claim) : "none",
				verdictText(finding),
			]),
		])}\n${counts(result.findings)}\nThe report: ${join(typedPath(values.out), "paper.html")}\n`,
	);
	if (!result.holds) process.exitCode = 1;
});

function write(folder: string, name: string, text: string): void {
	const path = typedPath(folder);
	mkdirSync(path, { recursive: true });
	writeFileSync(join(path, name), text);
}
