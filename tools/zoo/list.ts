import { writeFileSync } from "node:fs";
import { runCommand } from "./command.ts";
import { wilsonInterval } from "./measure.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";
import { type ChartedModel, tradeoffChart } from "./tradeoff_chart.ts";
import { typedPath } from "./typed_path.ts";

const help = `Lists the models as their manifests describe them, the least work first.

  npx nx run zoo:list -- --task characters --svg accuracy_over_time.svg

  --task NAME   only this task's models (all)
  --svg FILE    draws accuracy over service time, with a line through the models that no other one beats
`;

const options = { task: { type: "string" }, svg: { type: "string" } } as const;

await runCommand({ name: "zoo:list", help, options, run: ({ task, svg }) => list(task, svg) });

async function list(wanted: string | undefined, svg: string | undefined): Promise<void> {
	const manifests = (await readModels({ task: wanted })).map(({ manifest }) => manifest);
	const rows = manifests.map(({ task, name, accuracy, serviceTime, preprocessing, ...manifest }) => [
		`${task}/${name}`,
		(100 * accuracy.top1).toFixed(2),
		wilsonInterval(accuracy.top1 * accuracy.images, accuracy.images)
			.map((share) => (100 * share).toFixed(2))
			.join(" to "),
		serviceTime === undefined ? "?" : serviceTime.meanMs.toFixed(3),
		serviceTime === undefined ? "?" : serviceTime.sdMs.toFixed(3),
		manifest.megaMacs?.toFixed(2) ?? "?",
		(manifest.bytes / 1000).toFixed(0),
		`${preprocessing.width}x${preprocessing.height}`,
		manifest.device ? "yes" : "",
	]);
	const heading = ["model", "top-1 %", "95 % interval", "mean ms", "sd ms", "MMACs", "kB", "input", "device"];
	process.stdout.write(table([heading, ...rows]));
	if (svg === undefined) return;
	const points = manifests.flatMap(({ task, name, accuracy: { top1 }, serviceTime }): ChartedModel[] =>
		serviceTime ? [{ task, name: name.replace(`${task}-`, ""), meanMs: serviceTime.meanMs, top1 }] : [],
	);
	if (points.length === 0) throw new Error("no model's time is known: zoo:profile -- --write measures them");
	writeFileSync(typedPath(svg), `${tradeoffChart(points)}\n`);
	const unknown = manifests.length - points.length;
	if (unknown > 0)
		process.stdout.write(`${unknown} models are not in the chart: zoo:profile -- --write first\n`);
}
