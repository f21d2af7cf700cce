import { drawRequests } from "../requests.ts";
import type { SimulatedModel } from "../simulated_model.ts";
import { type Claim, type Finding, judge } from "./claim.ts";
import { pairedDifference, run, steps } from "./run.ts";
import type { Setting } from "./setting.ts";

/** Table III as printed: name, top-1 accuracy in percent, mean and deviation of the inference time in ms. */
export const printedTableThree: readonly (readonly [
	name: string,
	top1: number,
	meanMs: number,
	stdMs: number,
])[] = [
	["SqueezeNet", 49.0, 4.91, 0.06],
	["MobileNetV1 0.25", 49.7, 3.21, 0.08],
	["MobileNetV1 0.5", 63.2, 4.21, 0.06],
	["DenseNet", 64.2, 25.49, 0.14],
	["MobileNetV1 0.75", 68.3, 4.67, 0.07],
	["MobileNetV1 1.0", 71.0, 5.43, 0.11],
	["NasNet Mobile", 73.9, 21.18, 0.17],
	["InceptionResNetV2", 77.5, 50.85, 0.33],
	["InceptionV3", 77.9, 31.11, 0.19],
	["InceptionV4", 80.1, 59.21, 0.22],
	["NasNet Large", 82.6, 112.61, 0.36],
];

const rounding = "a digit of the last place: the published measurements have more digits";
const place = "Table III";
const claims = {
	accuracy: {
		id: "table-iii.accuracy",
		place,
		says: "top-1 accuracies of eleven models that agree with the published measurements",
		unit: "values",
		expects: { kind: "near", value: 11, within: 0 },
		why: rounding,
	},
	mean: {
		id: "table-iii.mean",
		place,
		says: "mean inference times that agree with the published measurements",
		unit: "values",
		expects: { kind: "near", value: 11, within: 0 },
		why: rounding,
	},
	std: {
		id: "table-iii.std",
		place,
		says: "deviations of the inference time, NasNet Large's aside, that agree with the published measurements",
		unit: "values",
		expects: { kind: "near", value: 10, within: 0 },
		why: rounding,
	},
	largeStd: {
		id: "table-iii.nasnet-large.std",
		place,
		says: "deviation of NasNet Large's inference time",
		unit: "ms",
		expects: { kind: "near", value: 0.36, within: 0.005 },
		why: "half of the last digit",
		contradiction: {
			of: "measurements",
			because: "The authors' file has 0.3353 ms, which rounds to 0.34; 0.02 ms change no result.",
		},
	},
	rounded: {
		id: "table-iii.rounded-inputs",
		place: "Table III, as input of every experiment",
		says: "what rounded inputs change in aggregate accuracy against those at full precision: largest difference over SLAs",
		printed: "not said",
		unit: "points",
		expects: { kind: "at most", value: 0.05 },
		why: "half of the last digit of the accuracies that the paper prints for its models",
	},
} as const satisfies Record<string, Claim>;

/** A row of Table III beside the authors' measurement, and what the rounding changes. */
export interface TableThreeResult {
	/** What was found. */
	readonly findings: readonly Finding[];
	/** Printed and measured, row by row. */
	readonly rows: readonly { readonly printed: SimulatedModel; readonly measured: SimulatedModel }[];
	/** Aggregate accuracy of the printed policy with either input, in percent. */
	readonly accuracies: readonly { readonly slaMs: number; readonly rounded: number; readonly full: number }[];
}

/** Table III: what is printed against what was measured, and what difference it makes. */
export function tableThreeExperiment(setting: Setting): TableThreeResult {
	const rows = printedTableThree.map(([name, top1, meanMs, stdMs]) => ({
		printed: { name, accuracy: top1 / 100, meanMs, stdMs },
		measured: setting.models.find((model) => model.name === name)!,
	}));
	const agree = (key: "meanMs" | "stdMs" | "accuracy", digits: number, of = rows) =>
		of.filter(({ printed, measured }) => measured[key].toFixed(digits) === printed[key].toFixed(digits))
			.length;
	const large = rows.find(({ printed }) => printed.name === "NasNet Large")!;

	const requests = drawRequests(setting.network, { count: setting.requests, seed: setting.seed });
	const rounded = rows.map(({ printed }) => printed);
	const compared = steps(50, 300, 50).map((slaMs) => {
		const a = run({ models: rounded, slaMs, policy: "mdinference" }, requests);
		const b = run({ models: setting.models, slaMs, policy: "mdinference" }, requests);
		return {
			slaMs,
			rounded: 100 * a.summary.accuracy.value,
			full: 100 * b.summary.accuracy.value,
			difference: pairedDifference(a.outcomes.accuracy, b.outcomes.accuracy, 100),
		};
	});
	const largest = compared.reduce((most, point) =>
		Math.abs(point.difference.value) > Math.abs(most.difference.value) ? point : most,
	);
	const sign = largest.difference.value < 0 ? -1 : 1;
	const ends = [sign * largest.difference.low, sign * largest.difference.high].sort((a, b) => a - b);
	return {
		rows,
		accuracies: compared.map(({ difference: _, ...point }) => point),
		findings: [
			judge(claims.accuracy, { ours: agree("accuracy", 3) }),
			judge(claims.mean, { ours: agree("meanMs", 2) }),
			judge(claims.std, {
				ours: agree(
					"stdMs",
					2,
					rows.filter((row) => row !== large),
				),
			}),
			judge(claims.largeStd, {
				ours: large.measured.stdMs,
				evidence: { holds: large.measured.stdMs.toFixed(2) === "0.34", figures: "" },
			}),
			judge(claims.rounded, {
				ours: { value: Math.abs(largest.difference.value), low: ends[0]!, high: ends[1]! },
				evidence: { holds: true, figures: `The largest is at an SLA of ${largest.slaMs} ms.` },
			}),
		],
	};
}
