import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { Bench } from "tinybench";
import { normalNetwork } from "./drawn_network.ts";
import { makeOutcomes } from "./outcomes.ts";
import { drawRequests } from "./requests.ts";
import { serve } from "./serve.ts";
import { summarize } from "./summary.ts";
import { tableThreeLike } from "./testdata/many_models.ts";

if (parseArgs({ options: { help: { type: "boolean" } } }).values.help) {
	process.stdout.write(
		"Requests a second that are simulated, by policy and queue.\n\n  npx nx bench simulation\n",
	);
	process.exit();
}

/** Requests of a run: their arrays fit the processor's cache, so that the program is measured and not the memory. */
const count = 10_000;
const network = normalNetwork({ meanMs: 100, stdMs: 50 });
const requests = drawRequests(network, { count, seed: 1 });
const outcomes = makeOutcomes(count);
const sizes = [11, 30, 100, 300, 1000];
const policies = ["mdinference", "value", "static-greedy", "clairvoyant"];
const scenarioOf = (policy: string, models: number) => ({
	models: tableThreeLike(models),
	slaMs: 250,
	policy,
});

/** Processor time of this process, in milliseconds: what others do on the machine meanwhile is not counted. */
function processorMs(): number {
	const { user, system } = process.cpuUsage();
	return (user + system) / 1000;
}

const bench = new Bench({ time: 1000, warmupTime: 300, now: processorMs });
for (const policy of policies) {
	const scenario = scenarioOf(policy, 11);
	bench.add(`${policy}, 11 models`, () => serve(scenario, requests, outcomes));
}
const eleven = scenarioOf("mdinference", 11);
bench.add("mdinference, 11 models, with drawing and summing up", () => {
	summarize(serve(eleven, drawRequests(network, { count, seed: 2 }), outcomes), eleven);
});
for (const size of sizes.slice(1)) {
	const scenario = scenarioOf("mdinference", size);
	bench.add(`mdinference, ${size} models`, () => serve(scenario, requests, outcomes));
}

await bench.run();
process.stdout.write(
	`${cpus()[0]?.model}, Node ${process.version}, processor time; normal 100 ± 50 ms, SLA 250 ms\n`,
);
console.table(
	bench.tasks.map(({ name, result }) => {
		if (!("latency" in result)) throw new Error(`${name} did not run`);
		const { p50, min } = result.latency;
		return {
			simulation: name,
			"requests/s, median": `${(count / p50 / 1000).toFixed(2)} M`,
			"requests/s, best run": `${(count / min / 1000).toFixed(2)} M`,
			"ns a request": Math.round((p50 * 1e6) / count),
		};
	}),
);
