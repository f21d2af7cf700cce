import { cpus } from "node:os";
import { seededRandom } from "@mdinference/stats";
import { Bench } from "tinybench";
import { mdinference } from "./mdinference.ts";
import { nasNetFictional, tableIII } from "./testdata/table_iii.ts";

const random = seededRandom(1);
const budgetsMs = Float64Array.from({ length: 1024 }, () => random() * 250);
let request = 0;
const nextBudgetMs = () => budgetsMs[request++ & 1023]!;
const decisionsPerRun = 1000;

const bench = new Bench({ time: 2000, warmupTime: 500 });
const add = (name: string, candidates: typeof tableIII) =>
	bench.add(name, () => {
		for (let i = 0; i < decisionsPerRun; i++) mdinference(candidates, { budgetMs: nextBudgetMs(), random });
	});
add("11 models (Table III)", tableIII);
add("12 models (with NasNet Fictional)", [...tableIII, nasNetFictional]);
add(
	"24 models",
	Array.from({ length: 24 }, (_, i) => ({ ...tableIII[i % 11]!, name: `model-${i}` })),
);

await bench.run();
process.stdout.write(`${cpus()[0]?.model}, Node ${process.version}; budgets uniform in 0 to 250 ms\n`);
const nanoseconds = (ms: number) => `${Math.round((ms * 1e6) / decisionsPerRun)} ns`;
console.table(
	bench.tasks.map(({ name, result }) => {
		if (!("latency" in result)) throw new Error(`${name} did not run`);
		const { p50, p99, rme, samplesCount } = result.latency;
		return {
			policy: name,
			"median per decision": nanoseconds(p50),
			"99 %": nanoseconds(p99),
			spread: `±${rme.toFixed(1)} %`,
			decisions: samplesCount * decisionsPerRun,
		};
	}),
);
