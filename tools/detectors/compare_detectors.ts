import { type Random, seededRandom } from "@mdinference/stats";
import { calibrate } from "./calibrate.ts";
import type { Contender } from "./contenders.ts";
import type { Scenario } from "./scenarios.ts";
import { changeOf, delays, falseAlarms, quantile } from "./score.ts";

/** How much is drawn for a comparison. */
export interface ComparisonSize {
	/** Streams without a change, to calibrate, and as many again to measure false alarms. */
	quietStreams: number;
	/** Samples of each. */
	quietLength: number;
	/** Samples between two false alarms, on average, that every detector is calibrated to. */
	meanRunLength: number;
	/** Streams with a change. */
	changes: number;
	/** Samples before the change, and up to 31 more. */
	before: number;
	/** Samples after that; a change without an alarm in them is missed. */
	after: number;
}

/** The default size: 40 false alarms to calibrate with, and 200 changes to score. */
export const fullSize: ComparisonSize = {
	quietStreams: 10,
	quietLength: 20_000,
	meanRunLength: 5000,
	changes: 200,
	before: 1000,
	after: 2000,
};

/** How a detector does with one threshold. */
export interface Score {
	/** The threshold. */
	threshold: number;
	/** False alarms in 10,000 samples without a change, on streams that it was not calibrated with. */
	falseAlarms: number;
	/** Samples up to the alarm that 10 % of changes do not exceed; null where more were missed. */
	delay10: number | null;
	/** The same for half of the changes. */
	delay50: number | null;
	/** The same for 90 % of the changes. */
	delay90: number | null;
	/** Share of changes without an alarm. */
	missed: number;
}

/** One detector on one kind of stream. */
export interface ComparisonRow {
	/** The kind of stream. */
	scenario: string;
	/** The detector. */
	detector: string;
	/** With its default threshold. */
	standard: Score;
	/** With the threshold that gives the common rate of false alarms. */
	calibrated: Score;
}

/**
 * Draws streams with a source of randomness of their own each, so that neither their order nor their number matters.
 *
 * @param seed the seed of the whole comparison
 * @param purpose calibration, false alarms and changes must not share streams
 */
function drawStreams(
	scenario: Scenario,
	{ seed, purpose, count, length, changeAt }: StreamRequest,
): Float64Array[] {
	return Array.from({ length: count }, (_, run) => {
		const random: Random = seededRandom(seed * 1_000_003 + purpose * 10_007 + run);
		return scenario.draw(random, length, changeAt(run));
	});
}

interface StreamRequest {
	seed: number;
	purpose: 1 | 2 | 3;
	count: number;
	length: number;
	changeAt: (run: number) => number;
}

/**
 * Compares detectors at their defaults and at one rate of false alarms.
 *
 * For each kind of stream every detector's threshold is set on quiet streams so that alarms are `meanRunLength` apart on
 * average. Then, on other streams, false alarms are counted and changes are timed.
 *
 * @param seed the same seed gives the same rows
 * @param onRow is told when a row is done
 */
export function compareDetectors(
	scenarios: readonly Scenario[],
	contenders: readonly Contender[],
	{ seed, size, onRow }: { seed: number; size: ComparisonSize; onRow: () => void },
): ComparisonRow[] {
	return scenarios.flatMap((scenario) => {
		const { quietStreams: count, quietLength: length, before, after } = size;
		const quiet = { seed, count, length, changeAt: () => Number.POSITIVE_INFINITY };
		const calibration = drawStreams(scenario, { ...quiet, purpose: 1 });
		const evaluation = drawStreams(scenario, { ...quiet, purpose: 2 });
		const changed = drawStreams(scenario, {
			seed,
			purpose: 3,
			count: size.changes,
			length: before + after,
			changeAt: (run) => changeOf(before, run),
		});
		const publishedError = scenario.kind === "errors" ? mean(calibration) : 0;
		const wanted = Math.round((count * length) / size.meanRunLength);
		const suitable = contenders.filter(({ kinds }) => kinds.includes(scenario.kind));
		return suitable.map((contender) => {
			const create = (threshold: number) => contender.create(threshold, publishedError);
			const score = (threshold: number): Score => {
				const late = delays(() => create(threshold), changed, before);
				return {
					threshold,
					falseAlarms: (falseAlarms(() => create(threshold), evaluation) / (count * length)) * 1e4,
					delay10: finite(quantile(late, 0.1)),
					delay50: finite(quantile(late, 0.5)),
					delay90: finite(quantile(late, 0.9)),
					missed: late.filter((delay) => !Number.isFinite(delay)).length / late.length,
				};
			};
			const row = {
				scenario: scenario.name,
				detector: contender.name,
				standard: score(contender.standard),
				calibrated: score(calibrate(create, contender.range, calibration, wanted)),
			};
			onRow();
			return row;
		});
	});
}

function mean(streams: readonly Float64Array[]): number {
	const totals = streams.map((stream) => stream.reduce((sum, value) => sum + value, 0) / stream.length);
	return totals.reduce((sum, value) => sum + value, 0) / totals.length;
}

/** JSON has no infinity. */
function finite(delay: number): number | null {
	return Number.isFinite(delay) ? delay : null;
}
