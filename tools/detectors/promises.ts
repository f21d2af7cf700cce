import { Cusum, type CusumOptions, EDetector, sharedMachine } from "@mdinference/drift";
import { seededRandom } from "@mdinference/stats";
import { bernoulliErrors } from "./bernoulli.ts";
import { noises } from "./scenarios.ts";
import { changeOf, delays, falseAlarms, quantile } from "./score.ts";
import { logServiceTimes } from "./service_times.ts";

/** How a default does what it is meant for. */
export interface PromiseRow {
	/** The stream. */
	stream: string;
	/** The detector and its settings. */
	detector: string;
	/** Share of changes that were found in time. */
	inTime: number;
	/** The delay that half of the changes do not exceed; null where more were missed. */
	delay50: number | null;
	/** False alarms in 10,000 samples without a change. */
	falseAlarms: number;
}

/** How much is drawn. */
export interface PromiseSize {
	/** Streams with a change. */
	changes: number;
	/** Streams without one. */
	quietStreams: number;
	/** Samples of each of these. */
	quietLength: number;
}

/** Samples before a change: enough for every baseline. */
const before = 500;

/** A drop of 15 points of accuracy is to be found within this many labels. */
const labels = 200;

/** Being three times slower is to be found within this many executions. */
const executions = 50;

/** How many starter models there are. */
export const starterModels = 14;

/**
 * Labels between two false alarms that the gateway wants of each e-detector when it serves the starter models, each of which
 * it watches in the cloud and on devices: one false alarm of all these detectors while each sees 10,000 labels.
 */
export const gatewayRunLength: number = 1e4 * 2 * starterModels;

/** A drop of 15 points within 200 labels, alone at defaults and as the gateway sets it, for models of any accuracy. */
export function accuracyPromises(seed: number, size: PromiseSize): PromiseRow[] {
	const runLengths = { "e-detector, alone": 1e4, "e-detector, gateway": gatewayRunLength };
	return [0.02, 0.05, 0.1, 0.2, 0.3, 0.5].flatMap((error) => {
		const draw = (run: number, length: number, changeAt: number) =>
			bernoulliErrors(seededRandom(seed * 1_000_003 + run), length, (at) =>
				at < changeAt ? error : error + 0.15,
			);
		return Object.entries(runLengths).map(([detector, meanRunLength]) => ({
			stream: `errors from ${percent(error)} to ${percent(error + 0.15)}`,
			detector,
			...scored(() => new EDetector({ publishedError: error, meanRunLength }), draw, labels, size),
		}));
	});
}

/** Three times slower within 50 executions, for every kind of noise, at defaults and set for a shared machine. */
export function latencyPromises(seed: number, size: PromiseSize): PromiseRow[] {
	const settings: Readonly<Record<string, CusumOptions>> = { cusum: {}, "cusum, shared": sharedMachine };
	return Object.entries(noises).flatMap(([noise, { correlation, pauses }]) =>
		[0.02, 0.1, 0.3, 0.5].flatMap((sigma) =>
			Object.entries(settings).map(([detector, options]) => {
				const draw = (run: number, length: number, changeAt: number) =>
					logServiceTimes(
						seededRandom(seed * 1_000_003 + run),
						length,
						{ sigma, correlation, pauses },
						(at) => (at < changeAt ? 1 : 3),
					);
				return {
					stream: `${noise}, sigma ${sigma}`,
					detector,
					...scored(() => new Cusum(options), draw, executions, size),
				};
			}),
		),
	);
}

function scored(
	create: () => EDetector | Cusum,
	draw: (run: number, length: number, changeAt: number) => Float64Array,
	within: number,
	{ changes, quietStreams, quietLength }: PromiseSize,
): Pick<PromiseRow, "inTime" | "delay50" | "falseAlarms"> {
	const changed = Array.from({ length: changes }, (_, run) =>
		draw(run, before + 4 * within, changeOf(before, run)),
	);
	const late = delays(create, changed, before);
	const quiet = Array.from({ length: quietStreams }, (_, run) =>
		draw(changes + run, quietLength, Number.POSITIVE_INFINITY),
	);
	const median = quantile(late, 0.5);
	return {
		inTime: late.filter((delay) => delay <= within).length / late.length,
		delay50: Number.isFinite(median) ? median : null,
		falseAlarms: (falseAlarms(create, quiet) / (quietStreams * quietLength)) * 1e4,
	};
}

/** A share as a percentage without decimals. */
export function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}
