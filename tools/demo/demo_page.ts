import { reportPage } from "@mdinference/report";
import { comparisonChart, usageChart, variantChart } from "./demo_charts.ts";
import { alarmRows, modelRows, phaseRows, usageRows, verdictRows } from "./demo_tables.ts";
import type { DemoResult } from "./run_demo.ts";
import { aboutAll, variants } from "./variants.ts";

/** The report of a demonstration, as one HTML file. */
export function demoPage(result: DemoResult): string {
	const { setting, verdicts, runs, before } = result;
	const shown = verdicts.filter(({ holds }) => holds !== null);
	const kept = shown.filter(({ holds }) => holds === true);
	const undelivered = runs.reduce((sum, run) => sum + run.undelivered, before.undelivered);
	return reportPage({
		title: "A day at a gateway",
		summary:
			`One model becomes three times slower and recovers, pictures go dark and light again, a burst comes. The same ` +
			`seeded traffic for ${runs.length} variants. ${kept.length} of ${shown.length} promises hold in this run` +
			`${shown.length < verdicts.length ? `; ${verdicts.length - shown.length} need a longer one` : ""}.`,
		sections: [
			{
				title: "What is promised, and what was measured",
				text: [
					"Executions and labelled requests are counted from the true change to the alarm, as all that had ended by " +
						"then: what a detector had seen is never more. “Expected” replaces each answer by what its model is worth " +
						"under the true condition, so that the luck of single pictures does not decide. Requests " +
						"that explore choose another model on purpose; what the policy chose is judged without them, and their price " +
						"stands beside it.",
				],
				tables: [verdictRows(result)],
			},
			{
				title: "The variants compared",
				text: [aboutAll],
				figures: [
					{
						svg: comparisonChart(result),
						caption:
							"Thick grey line: the best single model of the phase. A late answer is replaced by the phone's own, which " +
							"is in time but worth less.",
					},
				],
				tables: [phaseRows(result)],
			},
			...runs.map(({ variant }) => ({
				title: `Variant: ${variant}`,
				text: [variants.find(({ name }) => name === variant)!.about],
				figures: [
					{
						svg: variantChart(result, variant),
						caption:
							"Attainment: the cloud's answer came by the deadline; else the phone gave its own. Dashed: alarms.",
					},
					{
						svg: usageChart(result, variant),
						caption: "Whose answer was given; phone: the cloud's came too late.",
					},
				],
			})),
			{ title: "Who answered", tables: [usageRows(result)] },
			{ title: "Alarms", tables: [alarmRows(result)] },
			{
				title: "How it was run",
				text: [
					`${setting.date}, ${setting.machine}; load of the machine ${setting.load.map((one) => one.toFixed(1)).join(" before, ")} ` +
						`after. ${setting.seconds.toFixed(0)} s, seed ${setting.seed}. ${setting.ratePerSecond} requests a second ` +
						`(Poisson), deadline ${setting.slaMs} ms: what the network takes and 2.6 service times of the best model, ` +
						"so that it fits, and does not when it is three times slower.",
					"The slowed model is run three times for each request. Dark pictures are the shift lowlight of the starter " +
						"models' generator. Each one-way delay is lognormal, 18 ms in the median. Every variant starts from the " +
						`database of the same quiet traffic (${before.results.length} requests), because a detector of slower ` +
						"models learns its baseline from 200 runs.",
					`What the models are worth: by daylight as their manifests say (10,000 pictures), in the dark measured on ` +
						`${result.conditions.pictures} pictures of another seed (npx nx run demo:evaluate). ` +
						(undelivered === 0
							? "Every report and label reached the gateway's disk."
							: `${undelivered} reports and labels did not reach the gateway.`),
				],
				tables: [modelRows(result)],
			},
		],
	});
}
