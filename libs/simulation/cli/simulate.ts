import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { policyNames } from "@mdinference/selection";
import { type EstimateName, estimateNames } from "../estimator.ts";
import { makeOutcomes } from "../outcomes.ts";
import { type Scenario, serve } from "../serve.ts";
import { latestStartMs } from "../simulated_model.ts";
import { parseSlaRange } from "../sla_range.ts";
import { summarize } from "../summary.ts";
import {
	experimentHelp,
	experimentOptions,
	modelsHelp,
	readDevice,
	readExperiment,
} from "./experiment_options.ts";
import { numberOption } from "./number_option.ts";
import { showProgress } from "./progress.ts";
import { csv, type Result, tableRows } from "./result_rows.ts";
import { runCommand } from "./run_command.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const help = `Simulates requests: what each policy comes to on a network, at each SLA.

  npx nx run simulation:simulate -- --network normal:100,50 --sla 100..400:50 --policies mdinference,static-greedy

${experimentHelp}  --sla MS            250, or 100,150,250, or 100..400:50 (100..400:50)
  --policies NAMES   of ${policyNames.join(", ")} (mdinference,static-greedy,clairvoyant)
  --estimates NAMES  how the server knows the network time: of ${estimateNames.join(", ")} (true)
  --sharpness G      of mdinference: 1 as printed (1)
  --device DEVICE    a copy of each request runs there: NAME:MEAN,STD[,ACCURACY], times in ms
  --device-start MS  when the copy starts, or "late": as late as its 99th percentile allows (0)
  --queue-rate R     requests a second that wait for each other at one server (none)
  --csv FILE         all figures with their intervals
  --json FILE        the same, with the options
  --help             this

Accuracy is the paper's aggregate: the mean accuracy of the models that answered. ± is half of a 95 % interval.
${modelsHelp}`;

runCommand(() => {
	const { values } = parseArgs({
		options: {
			...experimentOptions,
			sla: { type: "string", default: "100..400:50" },
			policies: { type: "string", default: "mdinference,static-greedy,clairvoyant" },
			estimates: { type: "string", default: "true" },
			sharpness: { type: "string", default: "1" },
			device: { type: "string" },
			"device-start": { type: "string", default: "0" },
			"queue-rate": { type: "string" },
			csv: { type: "string" },
			json: { type: "string" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const slasMs = parseSlaRange(values.sla);
	const policies = values.policies.split(",");
	const estimates = values.estimates.split(",") as EstimateName[];
	const rate = values["queue-rate"];
	const requestsPerSecond =
		rate === undefined ? undefined : numberOption("queue-rate", rate, { least: 1e-6 });
	const { network, correlated, models, requests } = readExperiment(values, { requestsPerSecond });
	const copy = values.device === undefined ? undefined : readDevice(values.device, models);
	const start = values["device-start"];
	const startsAtMs = (slaMs: number) =>
		start === "late" && copy ? latestStartMs(copy, slaMs) : numberOption("device-start", start);

	const outcomes = makeOutcomes(requests.count);
	const step = showProgress("simulating", slasMs.length * policies.length * estimates.length);
	const results: Result[] = [];
	for (const slaMs of slasMs) {
		for (const policy of policies) {
			for (const estimate of estimates) {
				const scenario: Scenario = {
					models,
					slaMs,
					policy,
					estimate,
					sharpness: numberOption("sharpness", values.sharpness),
					queue: requestsPerSecond !== undefined,
					...(copy && { device: { model: copy, startsAtMs: startsAtMs(slaMs) } }),
				};
				const summary = summarize(serve(scenario, requests, outcomes), scenario, { correlated });
				results.push({ slaMs, policy, estimate, summary });
				step();
			}
		}
	}

	const kind = correlated ? "by batch means: requests depend on each other" : "requests are independent";
	process.stdout.write(
		`${network.name}, ${models.length} models, ${requests.count} requests each, seed ${values.seed}; ` +
			`95 % intervals, ${kind}\n` +
			`Models (${values.models}): ${models.map(({ name }) => name).join(", ")}\n\n` +
			`${table(tableRows(results, { duplicated: copy !== undefined }))}`,
	);
	if (values.csv !== undefined) writeFileSync(typedPath(values.csv), csv(results));
	if (values.json !== undefined) {
		const text = JSON.stringify({ options: values, network: network.name, models, results }, undefined, "\t");
		writeFileSync(typedPath(values.json), `${text}\n`);
	}
});
