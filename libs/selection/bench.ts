import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { seededRandom } from "@mdinference/stats";
import { Bench } from "tinybench";
import type { Candidate } from "./candidate.ts";
import { createPolicy, policyNames } from "./create_policy.ts";
import { choose, makeDecision } from "./decision.ts";
import { prepareCandidates } from "./prepared_candidates.ts";
import { tableIII } from "./testdata/table_iii.ts";

const { values } = parseArgs({
	options: { help: { type: "boolean" }, time: { type: "string", default: "500" } },
});
if (values.help) {
	process.stdout.write(
		"What a decision costs, by policy and number of models.\n\n  --time <ms>  for each line; default 500\n",
	);
	process.exit();
}

const random = seededRandom(1);
const networkMs = Float64Array.from({ length: 1024 }, () => random() * 250);
const decisionsPerRun = 1000;

/** Models spread over the times and accuracies of the paper's, the slower the more accurate, but for noise. */
const spread = (size: number): Candidate[] =>
	Array.from({ length: size }, (_, i) => ({
		name: `model-${i}`,
		accuracy: 0.4 + 0.4 * ((i + random()) / size),
		meanMs: 2 + 110 * ((i + random()) / size),
		stdMs: 0.3,
		samples: 1000,
	}));

/** Half of the answers are back within 25 ms; 100 remembered, as a client's model holds them. */
const downlinksMs = Float64Array.from({ length: 100 }, () => 20 - 8 * Math.log(1 - random())).sort();
const downlink = {
	within(ms: number): number {
		let low = 0;
		let high = downlinksMs.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (downlinksMs[middle]! <= ms) low = middle + 1;
			else high = middle;
		}
		return low / downlinksMs.length;
	},
};

const bench = new Bench({ time: Number(values.time), warmupTime: 200 });
for (const name of policyNames) {
	const policy = createPolicy(name);
	for (const candidates of [tableIII, spread(24), spread(100), spread(1000)]) {
		const models = prepareCandidates(candidates);
		const decision = makeDecision(candidates.length);
		const truth = { networkMs: 0, executionMs: (index: number) => models.meanMs[index]! };
		const request = { slaMs: 250, budgetMs: 0, remainingMs: 0, deviceAccuracy: 0.414, downlink, truth };
		let next = 0;
		bench.add(`${name}, ${candidates.length} models`, () => {
			for (let i = 0; i < decisionsPerRun; i++) {
				truth.networkMs = networkMs[next++ & 1023]!;
				request.budgetMs = 250 - truth.networkMs;
				request.remainingMs = 250 - truth.networkMs / 2;
				choose(policy, models, request, truth.networkMs / 250, decision);
			}
		});
	}
}

await bench.run();
process.stdout.write(
	`${cpus()[0]?.model}, Node ${process.version}; network times uniform in 0 to 250 ms, SLA 250 ms\n`,
);
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
