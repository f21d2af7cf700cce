import type { Interval } from "../interval.ts";
import { type Claim, type Finding, judge, type Unit } from "./claim.ts";
import { difference, percent } from "./run.ts";
import type { Setting } from "./setting.ts";
import type { TableFourNetwork, TableFourResult } from "./table_iv.ts";

const sampling = "the paper's own 5,000 requests give this much (95 %), twice printed digits included";
const points = "the paper says percent and means points: in relation to 41.4 % it would be 94 to 99 %";
const claims = {
	improvedUniversity: {
		id: "abstract.improved.university",
		place: "abstract",
		says: "requests whose answer is more accurate than the phone's, university",
		unit: "%",
		expects: { kind: "near", value: 99.74, within: 0.15 },
		why: sampling,
	},
	improvedResidential: {
		id: "abstract.improved.residential",
		place: "abstract",
		says: "requests whose answer is more accurate than the phone's, residential",
		unit: "%",
		expects: { kind: "near", value: 96.84, within: 0.5 },
		why: sampling,
	},
	forty: {
		id: "abstract.forty",
		place: "abstract",
		says: "accuracy gained over the phone's own answers, mean of both networks",
		printed: "40 %",
		unit: "points",
		expects: { kind: "near", value: 40, within: 0.5 },
		why: `printed without decimals; ${points}`,
	},
	violations: {
		id: "abstract.no-violations",
		place: "abstract, sections I and VII",
		says: "SLA violations of MDInference with a copy on the phone, both networks",
		printed: "none",
		unit: "%",
		expects: { kind: "at most", value: 0 },
		why: "none is none; the phone's model is taken to answer within the SLA",
	},
	attainment23: {
		id: "introduction.attainment",
		place: "section I",
		says: "SLA attainment gained over the most accurate model in the cloud alone, residential",
		printed: "up to 23 %",
		unit: "points",
		expects: { kind: "near", value: 23, within: 0.5 },
		why: "printed without decimals",
	},
	over39: {
		id: "introduction.over-39",
		place: "section I",
		says: "accuracy gained over the phone's own answers, residential",
		printed: "over 39 %",
		unit: "points",
		expects: { kind: "at least", value: 39 },
		why: `a bound; ${points}`,
	},
	large113: {
		id: "section-ii-b.nasnet-large",
		place: "section II-B",
		says: "NasNet Large's inference time on the GPU server",
		unit: "ms",
		expects: { kind: "near", value: 113, within: 0.5 },
		why: "printed without decimals",
	},
	mean533: {
		id: "section-iii.example",
		place: "section III",
		says: "aggregate accuracy of three answers by models of 40, 60 and 60 %",
		unit: "%",
		expects: { kind: "near", value: 53.3, within: 0.05 },
		why: "half of the last digit",
	},
	mobileNets: {
		id: "section-iv-b.mobilenets",
		place: "section IV-B",
		says: "accuracy between the fastest and the most accurate MobileNet",
		printed: "29.6 %",
		unit: "points",
		expects: { kind: "near", value: 29.6, within: 0.05 },
		why: "half of the last digit",
	},
	over7: {
		id: "section-v-d.over-static-accuracy",
		place: "sections V-D and VII",
		says: "accuracy gained over static accuracy with a copy on the phone, residential",
		printed: "7.32 %",
		unit: "points",
		expects: { kind: "near", value: 7.32, within: 0.5 },
		why: "as for the accuracies of Table IV, of which it is a difference",
	},
	over19: {
		id: "section-v-d.over-19",
		place: "section V-D",
		says: "on-device reliance below static accuracy's, residential",
		printed: "over 19 %",
		unit: "points",
		expects: { kind: "at least", value: 19 },
		why: "a bound",
	},
	sameMisses: {
		id: "section-v-d.same-misses",
		place: "section V-D",
		says: "on-device reliance above static latency's, the larger of both networks",
		printed: "the same",
		unit: "points",
		expects: { kind: "at most", value: 0.1 },
		why: "five of the paper's 5,000 requests; two would move its last digits by 0.04",
	},
	over96: {
		id: "conclusion.over-96",
		place: "section VII",
		says: "requests whose answer is more accurate than the phone's, the network with fewer",
		printed: "over 96 %",
		unit: "%",
		expects: { kind: "at least", value: 96 },
		why: "a bound",
	},
	over40: {
		id: "conclusion.over-40",
		place: "section VII",
		says: "accuracy gained over the phone's own answers, the network with more",
		printed: "over 40 %",
		unit: "points",
		expects: { kind: "at least", value: 40 },
		why: `a bound; ${points}`,
	},
} as const satisfies Record<string, Claim>;

const phones = "No measurement on a phone is published: Figure 2 is a picture without its numbers.";
/** Numbers that only what was not published can show. */
const uncounted: readonly (readonly [
	id: string,
	place: string,
	says: string,
	printed: string,
	unit: Unit,
	unpublished: string,
])[] = [
	[
		"section-ii-a.under-250",
		"section II-A",
		"many models for phones take less than this there",
		"250",
		"ms",
		phones,
	],
	[
		"section-ii-b.five-seconds",
		"section II-B",
		"NasNet Large takes longer on every phone",
		"over 5,000",
		"ms",
		phones,
	],
	["section-iv-a.nasnet-mobile", "section IV-A", "NasNet Mobile on a Pixel 2", "236", "ms", phones],
	["section-iv-a.other-phones", "section IV-A", "the same on other phones, up to", "2.5", "times", phones],
	[
		"section-iv-b.cloud-faster",
		"section IV-B",
		"NasNet Large in the cloud against MobileNetV1 1.0 (160) on the fastest phone",
		"less time",
		"ms",
		phones,
	],
	["section-iv-e.sla-50", "section IV-E", "SLAs are met down to", "50", "ms", phones],
	[
		"section-v-a.phone-ratio",
		"section V-A",
		"MobileNetV1 0.75 on phones against MobileNetV1 0.25",
		"2.9",
		"times",
		phones,
	],
	[
		"section-v-d.image-size",
		"section V-D",
		"size of an image",
		"51.9 ± 53.6",
		"kB",
		"The images are not published. It is an input, not a result.",
	],
];

/**
 * What the paper's text says in numbers, apart from its figures: abstract, introduction, sections II to IV, V-D and
 * conclusion.
 *
 * @param setting what to run on
 * @param table Table IV, of which most of it are differences
 */
export function statementFindings(setting: Setting, { rows }: TableFourResult): Finding[] {
	const of = (network: TableFourNetwork, policy: string) =>
		rows.find((row) => row.network === network && row.policy === policy)!.summary;
	const ours = { university: of("university", "MDInference"), residential: of("residential", "MDInference") };
	const gained = (network: TableFourNetwork) =>
		shifted(percent(ours[network].accuracy), 100 * setting.device.accuracy);
	const accurate = of("residential", "static accuracy");
	const misses = (["university", "residential"] as const).map(
		(network) => 100 * (ours[network].reliance.value - of(network, "static latency").reliance.value),
	);
	const [university, residential] = [gained("university"), gained("residential")];
	const improved = {
		university: percent(ours.university.improved),
		residential: percent(ours.residential.improved),
	};
	const attained = [ours.university, ours.residential]
		.map(({ attainment }) => percent(attainment))
		.reduce((a, b) => (b.value < a.value ? b : a));
	const mobileNets = setting.allModels.filter(({ name }) => name.startsWith("mobilenet"));
	const fastest = mobileNets.reduce((a, b) => (b.meanMs < a.meanMs ? b : a));
	return [
		judge(claims.improvedUniversity, { ours: improved.university }),
		judge(claims.improvedResidential, { ours: improved.residential }),
		judge(claims.forty, {
			ours: {
				value: (university.value + residential.value) / 2,
				low: (university.low + residential.low) / 2,
				high: (university.high + residential.high) / 2,
			},
		}),
		judge(claims.violations, {
			ours: difference({ value: 100, low: 100, high: 100 }, attained),
		}),
		judge(claims.attainment23, { ours: percent(accurate.reliance) }),
		judge(claims.over39, { ours: residential }),
		judge(claims.large113, { ours: setting.fictional.meanMs }),
		judge(claims.mean533, { ours: (40 + 60 + 60) / 3 }),
		judge(claims.mobileNets, {
			ours: 100 * (Math.max(...mobileNets.map(({ accuracy }) => accuracy)) - fastest.accuracy),
		}),
		judge(claims.over7, {
			ours: difference(percent(ours.residential.accuracy), percent(accurate.accuracy)),
		}),
		judge(claims.over19, {
			ours: difference(percent(accurate.reliance), percent(ours.residential.reliance)),
		}),
		judge(claims.sameMisses, { ours: Math.max(...misses) }),
		judge(claims.over96, { ours: improved.residential }),
		judge(claims.over40, { ours: university }),
		...uncounted.map(([id, place, says, printed, unit, unpublished]) =>
			judge({ id, place, says, printed, unit, unpublished, why: "nothing is compared" }),
		),
	];
}

function shifted({ value, low, high }: Interval, by: number): Interval {
	return { value: value - by, low: low - by, high: high - by };
}
