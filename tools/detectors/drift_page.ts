import { markdownTable } from "@mdinference/report";
import type { ComparisonRow, ComparisonSize, Score } from "./compare_detectors.ts";
import { contenders } from "./contenders.ts";
import type { Cost } from "./cost.ts";
import { gatewayRunLength, type PromiseRow, percent, starterModels } from "./promises.ts";
import { type Scenario, scenarios } from "./scenarios.ts";

/** All that the page shows. */
export interface Comparison {
	/** The seed of every stream. */
	seed: number;
	/** How much was drawn. */
	size: ComparisonSize;
	/** Every detector on every kind of stream. */
	rows: readonly ComparisonRow[];
	/** The promises of the defaults. */
	promises: readonly PromiseRow[];
	/** What each detector costs. */
	costs: readonly Cost[];
	/** Where the costs were measured. */
	machine: string;
}

/** The detectors on one kind of stream, at the common rate of false alarms and at their defaults. */
export function scenarioTable(rows: readonly ComparisonRow[]): string {
	return markdownTable([
		[
			"detector",
			"threshold",
			"false / 10,000",
			"10 %",
			"median",
			"90 %",
			"missed",
			"default: false / 10,000",
			"median",
			"missed",
		],
		...rows.map(({ detector, standard, calibrated }) => [
			detector,
			number(calibrated.threshold),
			calibrated.falseAlarms.toFixed(1),
			...delayCells(calibrated),
			percent(calibrated.missed),
			standard.falseAlarms.toFixed(1),
			standard.delay50?.toString() ?? "–",
			percent(standard.missed),
		]),
	]);
}

/** Which detector finds most changes soonest, at the common rate of false alarms. */
export function soonestTable(rows: readonly ComparisonRow[]): string {
	const soonest = (among: readonly ComparisonRow[], delayOf: (score: Score) => number | null) => {
		const delays = among.map(({ calibrated }) => delayOf(calibrated) ?? Number.POSITIVE_INFINITY);
		const least = Math.min(...delays);
		if (least === Number.POSITIVE_INFINITY) return "–";
		const names = among.filter((_, index) => delays[index] === least).map(({ detector }) => detector);
		return `${names.join(" and ")} (${least})`;
	};
	return markdownTable([
		["stream", "half of the changes soonest", "90 % of the changes soonest"],
		...[...new Set(rows.map(({ scenario }) => scenario))].map((name) => {
			const among = rows.filter(({ scenario }) => scenario === name);
			return [name, soonest(among, ({ delay50 }) => delay50), soonest(among, ({ delay90 }) => delay90)];
		}),
	]);
}

/** The promises of the defaults. */
export function promiseTable(rows: readonly PromiseRow[]): string {
	return markdownTable([
		["stream", "detector", "in time", "median", "false / 10,000"],
		...rows.map(({ stream, detector, inTime, delay50, falseAlarms }) => [
			stream,
			detector,
			`${(100 * inTime).toFixed(1)} %`,
			delay50?.toString() ?? "–",
			falseAlarms.toFixed(2),
		]),
	]);
}

/** Time and memory. */
export function costTable(costs: readonly Cost[]): string {
	return markdownTable([
		["detector", "ns an update", "bytes as JSON"],
		...costs.map(({ detector, nanoseconds, bytes }) => [detector, String(nanoseconds), String(bytes)]),
	]);
}

/** The page docs/drift.md. */
export function driftPage({ seed, size, rows, promises, costs, machine }: Comparison): string {
	const sections = (kind: Scenario["kind"]) =>
		scenarios
			.filter((scenario) => scenario.kind === kind)
			.map(({ name, what }) => ({ name, what, found: rows.filter(({ scenario }) => scenario === name) }))
			.filter(({ found }) => found.length > 0)
			.map(
				({ name, what, found }) =>
					`### ${name}\n\n${what[0]!.toUpperCase()}${what.slice(1)}.\n\n${scenarioTable(found)}`,
			)
			.join("\n");
	const samples = (size.quietStreams * size.quietLength).toLocaleString("en");
	return `# Drift detectors compared

Written by \`npx nx run detectors:compare\` (seed ${seed}); the numbers are also in [comparison.json](drift/comparison.json).
The detectors are in \`libs/drift\`; what each does, with its source, is in its file.

## What the defaults promise

A model that loses 15 points of accuracy shall be found within 200 labels of weight 1, and one that becomes three times slower within
50 executions. Service times have a median of 20 ms and lognormal noise; "pauses" adds, to 3 % of runs, a pause of at least
half the median with a Pareto tail of index 1.5; "shared" also has a correlation of 0.6 from run to run, as where a neighbour
comes and stays.

${promiseTable(promises)}
- The e-detector's bound on false alarms is proved for an error of up to two points above the published one; at the published
  error itself it is far from using it up. "alone" it is a false alarm in 10,000 labels at most on average. A gateway watches
  each model in the cloud and on devices, and wants one false alarm of all these detectors while each sees 10,000 labels: so
  each waits for more evidence. "gateway" is how it sets them for the ${starterModels} starter models, a false alarm in ${gatewayRunLength.toLocaleString("en")} labels;
  with fewer models it is nearer to "alone". What can be found within 200 labels depends on the model: the errors of one that
  is often wrong scatter more, and the same drop takes longer.
- On service times the gateway has "cusum, shared". The first 200 warm runs of a model that it sees are its baseline, and so
  are the 200 after an alarm: in them no slowdown is found. Only the return to the time from before an alarm is, and with that
  the old baseline is back, too.
- CUSUM with the textbook's settings assumes noise that is normal and independent. Pauses stretch its sums, and noise that
  stays for a while looks like a shift; after every false alarm it learns its baseline anew and is blind for 200 runs, which is
  when it misses changes. Clipping z-scores (winsorizing) cures pauses, not correlation. \`sharedMachine\` clips at 4 deviations,
  lets shifts of up to one deviation pass (k 1), takes 20 % of the service time for the least deviation, and waits for a sum of
  20. The price: a model that becomes 20 % slower is not found.

## At the same rate of false alarms

Defaults cannot be compared: one detector may be sooner only because it cries wolf. So every detector's threshold was set, for
each kind of stream, to give a false alarm in ${size.meanRunLength.toLocaleString("en")} samples on average on ${samples} samples without
a change, and everything below was measured on other streams: false alarms on ${samples} samples without a change, delays on
${size.changes} streams with a change after ${size.before.toLocaleString("en")} to ${(size.before + 31).toLocaleString("en")} samples. "10 %", "median" and "90 %" are the samples from the change to the
alarm that this share of all changes does not exceed (– where too many were missed); missed is a change without an alarm
within some ${size.after.toLocaleString("en")} samples. The last three columns are for the default threshold. The threshold is
${contenders.map(({ name, option }) => `${option} for ${name}`).join(", ")}.

${soonestTable(rows)}
How to read it:
- Where a detector gives fewer false alarms than the others, its option could not be set any closer: KSWIN's distance goes in
  steps of 1/30, and on right and wrong the next looser step is one too many.
- Where it gives more, its false alarms come in clusters or depend on how long it was quiet (DDM), so that two samples of
  streams differ.
- The e-detector is told the error rate before the change, as a gateway knows it from the published accuracy; the others learn it.
  Calibrated to the error rate exactly, its threshold lies below what its theorem asks for.
- SEA and STAGGER are the errors of a naive Bayes learner that goes on learning, so that the errors of the new concept become
  rarer by themselves: a change that is not found soon is not found.

![Samples from the change to the alarm on streams of errors](drift/errors.svg)

${sections("errors")}
![Samples from the change to the alarm on streams of service times](drift/latency.svg)

${sections("latency")}
## What they cost

Processor time on ${machine}; the least of five rounds, on a stream of right and wrong with an error in ten. Memory does not grow with the stream,
but for ADWIN with the logarithm of its length.

${costTable(costs)}`;
}

function delayCells({ delay10, delay50, delay90 }: Score): string[] {
	return [delay10, delay50, delay90].map((delay) => delay?.toString() ?? "–");
}

function number(value: number): string {
	return value >= 1e5 ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}
