import { parseArgs } from "node:util";
import { InvalidArgumentError } from "../argument.ts";
import { compareDuplication } from "../duplication.ts";
import { type EstimateName, estimateNames } from "../estimator.ts";
import { percentiles } from "../simulated_model.ts";
import { parseSlaRange } from "../sla_range.ts";
import {
	experimentHelp,
	experimentOptions,
	modelsHelp,
	readDevice,
	readExperiment,
} from "./experiment_options.ts";
import { numberOption } from "./number_option.ts";
import { showProgress } from "./progress.ts";
import { runCommand } from "./run_command.ts";
import { table } from "./table.ts";

const help = `Says when a duplicate is needed: the latest moment at which the device's copy must start to be done by the
deadline, and what is saved by starting it only then, and only if the cloud has not answered.

  npx nx run simulation:duplicate -- --network lognormal:4.537,0.523 --device mobilenet_v1_0.25_128_frozen:30,4 \\
    --models paper-all --sla 100..400:50 --run-millijoules 35

${experimentHelp}  --device DEVICE    the copy: NAME:MEAN,STD[,ACCURACY], times on the device in ms (needed)
  --sla MS           250, or 100,150,250, or 100..400:50 (100..400:50)
  --policy NAME      the cloud's (mdinference)
  --estimate NAME    how the server knows the network time: of ${estimateNames.join(", ")} (true)
  --percentile P     in how many of 100 cases the copy is to be done by then: ${percentiles.join(", ")} (99)
  --run-millijoules E  energy of one run on the device, as you measured it: adds what is saved a request
  --help             this

The radio sends every request either way, so its energy is the same in both and is not counted.
${modelsHelp}`;

runCommand(() => {
	const { values } = parseArgs({
		options: {
			...experimentOptions,
			device: { type: "string" },
			sla: { type: "string", default: "100..400:50" },
			policy: { type: "string", default: "mdinference" },
			estimate: { type: "string", default: "true" },
			percentile: { type: "string", default: "99" },
			"run-millijoules": { type: "string" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const energy = values["run-millijoules"];
	const millijoules = energy === undefined ? undefined : numberOption("run-millijoules", energy);
	const percentile = percentiles.find((known) => known === Number(values.percentile));
	if (percentile === undefined) {
		throw new InvalidArgumentError("percentile", values.percentile, `one of ${percentiles.join(", ")}`);
	}
	const slasMs = parseSlaRange(values.sla);
	if (values.device === undefined)
		throw new InvalidArgumentError("device", "", "given, such as phone:30,4,0.414");
	const { network, correlated, models, requests } = readExperiment(values);
	const model = readDevice(values.device, models);

	const heading = [
		"SLA ms",
		"starts at ms",
		"runs %",
		"runs saved %",
		"by device %",
		"in time %",
		"change, points",
	];
	if (millijoules !== undefined) heading.push("mJ saved a request");
	const step = showProgress("simulating", slasMs.length);
	const rows = slasMs.map((slaMs) => {
		const { policy } = values;
		const scenario = { models, slaMs, policy, estimate: values.estimate as EstimateName };
		const saving = compareDuplication(scenario, requests, { model, percentile, correlated });
		const { startsAtMs, late, runsSaved, attainmentChange } = saving;
		step();
		const row = [
			`${slaMs}`,
			startsAtMs.toFixed(1),
			(100 * late.deviceRuns.value).toFixed(2),
			(100 * runsSaved).toFixed(2),
			(100 * late.reliance.value).toFixed(2),
			(100 * late.attainment.value).toFixed(2),
			`${(100 * attainmentChange.value).toFixed(3)} ±${(50 * (attainmentChange.high - attainmentChange.low)).toFixed(3)}`,
		];
		if (millijoules === undefined) return row;
		const savedRuns = saving.atOnce.deviceRuns.value - late.deviceRuns.value;
		return [...row, (millijoules * savedRuns).toFixed(2)];
	});
	process.stdout.write(
		`${network.name}; ${model.name}, ${model.meanMs} ± ${model.stdMs} ms on the device; ${requests.count} requests\n` +
			`A copy at once runs for every request. "change" is the share in time less that of a copy at once.\n\n` +
			table([heading, ...rows]),
	);
});
