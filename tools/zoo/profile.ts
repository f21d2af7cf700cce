import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { loadClassifier } from "./classifier.ts";
import { timeRuns } from "./measure.ts";
import { type PlotPoint, plot } from "./plot.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const HELP = `Measures the service time of the models on one core of this machine: warm runs of the graph alone.

  npx nx run zoo:profile -- --task characters

  --task NAME   only this task's models (all)
  --model NAME  only this model (all)
  --runs N      timed runs of each model, after a tenth as many to warm up (1000)
  --svg FILE    a plot of accuracy over time
`;

const { values } = parseArgs({
	options: {
		task: { type: "string" },
		model: { type: "string" },
		runs: { type: "string", default: "1000" },
		svg: { type: "string" },
		help: { type: "boolean", default: false },
	},
});

if (values.help) process.stdout.write(HELP);
else await profile(Math.max(1, Math.floor(Number(values.runs)) || 1));

async function profile(runs: number): Promise<void> {
	const points: PlotPoint[] = [];
	const rows = [["model", "mean ms", "sd ms", "p50 ms", "p95 ms", "p99 ms", "top-1 %"]];
	for (const model of await readModels(values.task)) {
		const { name, task, accuracy } = model.manifest;
		if (values.model !== undefined && values.model !== name) continue;
		process.stderr.write(`${task}/${name}: ${runs} runs\n`);
		const times = await timeRuns(await loadClassifier(model), runs);
		points.push({ name: name.replace(`${task}-`, ""), meanMs: times.meanMs, top1: accuracy.top1 });
		const figures = [times.meanMs, times.sdMs, ...[0.5, 0.95, 0.99].map(times.quantileMs)];
		rows.push([
			`${task}/${name}`,
			...figures.map((figure) => figure.toFixed(3)),
			(100 * accuracy.top1).toFixed(2),
		]);
	}
	process.stdout.write(table(rows));
	if (values.svg !== undefined) writeFileSync(typedPath(values.svg), plot(points));
}
