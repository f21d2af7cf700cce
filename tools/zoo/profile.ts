import { InferenceSession, Tensor } from "onnxruntime-node";
import { loadClassifier } from "./classifier.ts";
import { positive, runCommand } from "./command.ts";
import { progressBar } from "./progress.ts";
import { recordServiceTime } from "./record_service_time.ts";
import { machine, timeSideBySide } from "./service_times.ts";
import { readModels } from "./starter_models.ts";
import { table } from "./table.ts";

const help = `Measures the service time of models on one core of this machine: warm runs of the graph alone, in turn with
plain onnxruntime on the same file and the same input. The ratio is the median time of ten runs over that of plain
onnxruntime's ten beside them: the median of all such pairs, and the middle half of them.

  npx nx run zoo:profile -- --task characters

  --task NAME   only this task's models (all)
  --model NAME  only this model; may be given several times (all)
  --runs N      timed runs of each model, after a tenth as many to warm up (1000)
  --write       puts the times into the manifests and cards, where zoo:list finds them
`;

const options = {
	task: { type: "string" },
	model: { type: "string", multiple: true },
	runs: { type: "string", default: "1000" },
	write: { type: "boolean", default: false },
} as const;

/** Runs beside each other before it is the other way's turn: a few, so that both see the same machine. */
const BLOCK = 10;

await runCommand({
	name: "zoo:profile",
	help,
	options,
	async run({ task, model, runs, write }) {
		await profile({ task, names: model }, positive("runs", runs), write);
	},
});

async function profile(only: Parameters<typeof readModels>[0], runs: number, write: boolean): Promise<void> {
	const heading = [
		"model",
		"mean ms",
		"sd ms",
		"p50 ms",
		"p95 ms",
		"p99 ms",
		"plain p50 ms",
		"ratio",
		"top-1 %",
	];
	const rows = [heading];
	for (const model of await readModels(only)) {
		const { task, name, accuracy, input } = model.manifest;
		const classifier = await loadClassifier(model);
		const sessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };
		const plain = await InferenceSession.create(model.path, sessionOptions);
		const length = input.shape.reduce((product, side) => product * side, 1);
		const zeros = input.dtype === "uint8" ? new Uint8Array(length) : new Float32Array(length);
		const feeds = { [input.name]: new Tensor(input.dtype, zeros, input.shape) };
		const { first, second, ratios } = await timeSideBySide(classifier.runOnZeros, () => plain.run(feeds), {
			runs,
			block: Math.min(BLOCK, runs),
			advance: progressBar(`${task}/${name}`, runs),
		});
		if (write) recordServiceTime(model, first);
		const quantile = (q: number) => ratios[Math.floor(q * (ratios.length - 1))]!.toFixed(3);
		const times = [
			first.meanMs,
			first.sdMs,
			...[0.5, 0.95, 0.99].map(first.quantileMs),
			second.quantileMs(0.5),
		];
		rows.push([
			`${task}/${name}`,
			...times.map((ms) => ms.toFixed(3)),
			`${quantile(0.5)} (${quantile(0.25)} to ${quantile(0.75)})`,
			(100 * accuracy.top1).toFixed(2),
		]);
	}
	process.stdout.write(`${runs} warm runs each on ${machine()}\n${table(rows)}`);
}
