import type { Interval } from "../interval.ts";
import { drawRequests } from "../requests.ts";
import type { SimulatedModel } from "../simulated_model.ts";
import type { Summary } from "../summary.ts";
import { type Claim, type Finding, judge } from "./claim.ts";
import { type NamedPolicy, percent, run } from "./run.ts";
import type { Setting } from "./setting.ts";

/** Table IV's SLA. */
export const tableFourSlaMs = 250;
/** Table IV's networks. */
export type TableFourNetwork = "university" | "residential";

/** Table IV as printed, in percent. */
export const printedTableFour: readonly {
	readonly policy: NamedPolicy;
	readonly university: { readonly reliance: number; readonly accuracy: number };
	readonly residential: { readonly reliance: number; readonly accuracy: number };
}[] = [
	{
		policy: { label: "static latency", policy: "static-latency" },
		university: { reliance: 0.26, accuracy: 41.4 },
		residential: { reliance: 3.16, accuracy: 41.4 },
	},
	{
		policy: { label: "static accuracy", policy: "static-accuracy" },
		university: { reliance: 3.67, accuracy: 81.09 },
		residential: { reliance: 23.03, accuracy: 73.11 },
	},
	{
		policy: { label: "random", policy: "pure-random" },
		university: { reliance: 0.42, accuracy: 63.33 },
		residential: { reliance: 5.06, accuracy: 62.06 },
	},
	{
		policy: { label: "MDInference", policy: "mdinference" },
		university: { reliance: 0.26, accuracy: 82.39 },
		residential: { reliance: 3.16, accuracy: 80.43 },
	},
];

const traces =
	"Neither the traces of 5,000 requests nor the models that random chooses among are published. All 23 of the authors' file, without and with NasNet Fictional, give figures to either side of the printed one.";

/** Half of the 95 % interval of a share that 5,000 requests gave, in points. */
function samplingError(percentage: number): number {
	return 196 * Math.sqrt(((percentage / 100) * (1 - percentage / 100)) / 5000);
}

/** The claim that a cell of Table IV makes. */
function cell(network: TableFourNetwork, label: string, kind: "reliance" | "accuracy", value: number): Claim {
	const sampling = samplingError(value);
	const reliance = {
		expects: { kind: "near", value, within: Number(Math.min(0.4, sampling + 0.005).toFixed(3)) },
		why: `the paper's own 5,000 requests give ± ${sampling.toFixed(2)} (95 %), half of the last digit comes on top; never more than 0.4`,
	} as const;
	const accuracy = {
		expects: { kind: "near", value, within: 0.5 },
		why: "the paper's own 5,000 requests give up to ± 0.48 (95 %), where 23 % of them are answered by the phone",
	} as const;
	return {
		id: `table-iv.${network}.${label.toLowerCase().replaceAll(" ", "-")}.${kind}`,
		place: "Table IV",
		says: `${label}, ${network}: ${kind === "accuracy" ? "aggregate accuracy" : "on-device reliance"}`,
		unit: "%",
		...(kind === "accuracy" ? accuracy : reliance),
		...(label === "random" && { unpublished: traces }),
	};
}

const excluded = {
	id: "table-iv.device-model-excluded",
	place: "section V-D",
	says: "the phone's model is not among the cloud's: what static latency's accuracy then is, against the 41.40 of the table",
	unit: "%",
	expects: { kind: "near", value: 41.4, within: 0.5 },
	why: "as for the cells of Table IV",
	contradiction: {
		of: "Table IV",
		because:
			"Without it the fastest of the authors' other models, on time in 99.7 %, has 45.4 %. Table IV's 41.40 % needs the phone's own model in the cloud too.",
	},
} as const satisfies Claim;
const tableThreeModels = {
	id: "table-iv.models-of-table-iii",
	place: "section V-D",
	says: "the models are those of Table III: what static latency's accuracy then is, against the 41.40 of the table",
	unit: "%",
	expects: { kind: "near", value: 41.4, within: 0.5 },
	why: "as for the cells of Table IV",
	contradiction: {
		of: "Table IV",
		because:
			"Table III's fastest model has 49.7 %. Table IV comes out of all 23 models of the authors' file.",
	},
} as const satisfies Claim;

/** A row of Table IV as it came out. */
export interface TableFourRow {
	/** University or residential. */
	readonly network: TableFourNetwork;
	/** The policy, by the name that readers see. */
	readonly policy: string;
	/** Printed, in percent. */
	readonly printed: { readonly reliance: number; readonly accuracy: number };
	/** What it came to. */
	readonly summary: Summary;
}

/** What the random policy would come to, and what static latency would, for a candidate set. */
export interface CandidateSet {
	/** Which models. */
	readonly name: string;
	/** How many. */
	readonly count: number;
	/** The random policy, by network: on-device reliance and accuracy in percent. */
	readonly random: Readonly<
		Record<TableFourNetwork, { readonly reliance: Interval; readonly accuracy: Interval }>
	>;
	/** Static latency's accuracy at the university, in percent. */
	readonly fastest: Interval;
}

/** Table IV. */
export interface TableFourResult {
	/** What was found. */
	readonly findings: readonly Finding[];
	/** Its rows, network by network. */
	readonly rows: readonly TableFourRow[];
	/** What other candidate sets give. */
	readonly candidateSets: readonly CandidateSet[];
}

/**
 * Table IV: four policies with a copy of each request on the phone. All 23 models of the authors' file: out of these its
 * static rows come.
 */
export function tableFourExperiment(setting: Setting): TableFourResult {
	const { allModels, models, fictional, device, measured, seed } = setting;
	const requests = {
		university: drawRequests(measured.university, { count: 2 * setting.many, seed }),
		residential: drawRequests(measured.residential, { count: 2 * setting.many, seed: seed + 1 }),
	};
	const serveWith = (network: TableFourNetwork, policy: string, candidates: readonly SimulatedModel[]) =>
		run({ models: candidates, slaMs: tableFourSlaMs, policy, device: { model: device } }, requests[network])
			.summary;
	const networks = ["university", "residential"] as const;
	const rows = networks.flatMap((network) =>
		printedTableFour.map(({ policy, [network]: printed }) => ({
			network,
			policy: policy.label,
			printed,
			summary: serveWith(network, policy.policy, allModels),
		})),
	);
	const withoutPhones = allModels.filter((model) => model.accuracy !== device.accuracy);
	const sets: [string, readonly SimulatedModel[]][] = [
		["the authors' file", allModels],
		["the same and NasNet Fictional", [...allModels, fictional]],
		["the same without the phone's model", withoutPhones],
		["Table III", models],
		["Table III and NasNet Fictional", [...models, fictional]],
	];
	const candidateSets = sets.map(([name, candidates]) => {
		const random = (network: TableFourNetwork) => {
			const { reliance, accuracy } = serveWith(network, "pure-random", candidates);
			return { reliance: percent(reliance), accuracy: percent(accuracy) };
		};
		return {
			name,
			count: candidates.length,
			random: { university: random("university"), residential: random("residential") },
			fastest: percent(serveWith("university", "static-latency", candidates).accuracy),
		};
	});
	const between = (network: TableFourNetwork, kind: "reliance" | "accuracy", printed: number) => {
		const ends = candidateSets.slice(0, 2).map(({ random }) => random[network][kind].value);
		return {
			holds: Math.min(...ends) <= printed && printed <= Math.max(...ends),
			figures: `${ends.map((end) => end.toFixed(2)).join(" and ")} %.`,
		};
	};
	const fastestOf = (name: string) => candidateSets.find((set) => set.name === name)!.fastest;
	const away = (interval: Interval) => ({ holds: Math.abs(interval.value - 41.4) > 1, figures: "" });
	const [without, eleven] = [fastestOf("the same without the phone's model"), fastestOf("Table III")];
	return {
		rows,
		candidateSets,
		findings: [
			...rows.flatMap(({ network, policy, printed, summary }) =>
				(["reliance", "accuracy"] as const).map((kind) =>
					judge(cell(network, policy, kind, printed[kind]), {
						ours: percent(summary[kind]),
						...(policy === "random" && { evidence: between(network, kind, printed[kind]) }),
					}),
				),
			),
			judge(excluded, { ours: without, evidence: away(without) }),
			judge(tableThreeModels, { ours: eleven, evidence: away(eleven) }),
		],
	};
}
