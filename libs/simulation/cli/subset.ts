import { parseArgs } from "node:util";
import { enoughModels } from "@mdinference/selection";
import { makeOutcomes } from "../outcomes.ts";
import { serve } from "../serve.ts";
import { type SimulatedModel, serviceTime } from "../simulated_model.ts";
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
import { runCommand } from "./run_command.ts";
import { table } from "./table.ts";

const help = `Says which models are enough: the smallest subset that keeps a share of the aggregate accuracy of all of them, over a
network and a range of SLAs. Then it simulates both.

  npx nx run simulation:subset -- --network normal:100,50 --sla 100..400:50

${experimentHelp}  --sla MS           250, or 100,150,250, or 100..400:50 (100..400:50)
  --keep PERCENT     of the full set's aggregate accuracy (99)
  --device DEVICE    what answers where the cloud is late: NAME:MEAN,STD[,ACCURACY]; without it a late answer counts 0
  --help             this

The search is exact, up to 24 models. It takes the most accurate model with mu + sigma below the budget, stage one of the
paper's policy.
${modelsHelp}`;

/** A device that is always there and never right: an answer that comes late is worth nothing. */
const nobody: SimulatedModel = { name: "nobody", accuracy: 0, meanMs: 0, stdMs: 0 };

runCommand(() => {
	const { values } = parseArgs({
		options: {
			...experimentOptions,
			sla: { type: "string", default: "100..400:50" },
			keep: { type: "string", default: "99" },
			device: { type: "string" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const slasMs = parseSlaRange(values.sla);
	const keep = numberOption("keep", values.keep, { most: 100 }) / 100;
	const { network, models, requests } = readExperiment(values);
	const device = { model: values.device === undefined ? nobody : readDevice(values.device, models) };
	const outcomes = makeOutcomes(requests.count);
	const step = showProgress("simulating", 2 * slasMs.length);

	const budgetsMs = new Float64Array(slasMs.length * requests.count);
	const simulate = (chosen: readonly SimulatedModel[], slaMs: number) => {
		const scenario = { models: chosen, slaMs, policy: "mdinference", device };
		const summary = summarize(serve(scenario, requests, outcomes), scenario);
		step();
		return summary;
	};
	const full = slasMs.map((slaMs, place) => {
		const summary = simulate(models, slaMs);
		for (let i = 0; i < requests.count; i++) {
			budgetsMs[place * requests.count + i] = slaMs - outcomes.estimateMs[i]!;
		}
		return summary;
	});
	const times = models.map(serviceTime);
	const { models: chosen } = enoughModels(
		models.map((model) => ({ ...model, samples: requests.count })),
		{
			budgetsMs,
			keep,
			accuracyOf: (model, request) => {
				const { mu, sigma } = times[model]!;
				const tookMs = Math.exp(mu + sigma * requests.cloudNormal[request % requests.count]!);
				return tookMs <= budgetsMs[request]! ? models[model]!.accuracy : device.model.accuracy;
			},
		},
	);
	const enough = chosen.map((model) => models[model]!);
	const rows = slasMs.map((slaMs, place) => {
		const all = full[place]!.accuracy.value;
		const few = simulate(enough, slaMs).accuracy.value;
		return [
			`${slaMs}`,
			(100 * all).toFixed(2),
			(100 * few).toFixed(2),
			all === 0 ? "–" : ((100 * few) / all).toFixed(2),
		];
	});

	const bytes = (list: readonly SimulatedModel[]) =>
		list.reduce((sum, model) => sum + (model.bytes ?? Number.NaN), 0);
	const saved = bytes(models) - bytes(enough);
	const memory = Number.isNaN(saved)
		? "no sizes are known"
		: `${(saved / 1e6).toFixed(2)} of ${(bytes(models) / 1e6).toFixed(2)} MB saved`;
	process.stdout.write(
		`${network.name}; ${enough.length} of ${models.length} models are enough for ${values.keep} % (${memory}):\n` +
			enough.map(({ name }) => `  ${name}\n`).join("") +
			`\n${table([["SLA ms", "all models %", "these %", "kept %"], ...rows])}`,
	);
});
