import { seededRandom } from "@mdinference/stats";

/** What the phones photograph: the pictures that the models were trained with, or the shift `lowlight`. */
export type Condition = "light" | "dark";

/** A part of the schedule in which nothing changes. */
export interface Phase {
	/** Its name, unique in the schedule. */
	name: string;
	/** How long it lasts, in seconds. */
	seconds: number;
	/** Requests a second, as a multiple of the usual rate. */
	rate: number;
	/** What the phones photograph. */
	condition: Condition;
	/** How many times slower than usual the slowed model is. */
	slowdown: number;
}

/** A request that a phone will send. */
export interface PlannedRequest {
	/** Number of its picture, unique over all traffic. */
	picture: number;
	/** When it is sent, in milliseconds since the start. */
	atMs: number;
	/** Index of its phase. */
	phase: number;
	/** What the picture shows. */
	condition: Condition;
	/** Index of the phone that sends it. */
	phone: number;
}

const usual = { rate: 1, condition: "light", slowdown: 1 } as const;

/** Seconds of each phase: quiet, slow, recovery, dark, recovery, burst. */
const lengths = { whole: [15, 20, 25, 85, 20, 10], quick: [1.5, 4, 1.5, 14, 1.5, 2.5] } as const;

/**
 * The day that every variant sees.
 *
 * @param length `quick` shows the alarms, `whole` also what comes of them
 */
export function daySchedule(length: keyof typeof lengths): Phase[] {
	const [quiet, slow, fast, dark, light, burst] = lengths[length];
	return [
		{ name: "quiet", seconds: quiet, ...usual },
		{ name: "slow", seconds: slow, ...usual, slowdown: 3 },
		{ name: "fast again", seconds: fast, ...usual },
		{ name: "dark", seconds: dark, ...usual, condition: "dark" },
		{ name: "light again", seconds: light, ...usual },
		{ name: "burst", seconds: burst, ...usual, rate: 3 },
	];
}

/**
 * Plans the traffic of a schedule: Poisson arrivals, each at a random phone.
 *
 * @param options `ratePerSecond` is the usual rate; pictures are numbered from `firstPicture`
 * @returns the requests in order; the same options give the same ones
 */
export function planTraffic(
	phases: readonly Phase[],
	options: { seed: number; ratePerSecond: number; phones: number; firstPicture: number },
): PlannedRequest[] {
	const { seed, ratePerSecond, phones, firstPicture } = options;
	const random = seededRandom(seed);
	const requests: PlannedRequest[] = [];
	let startMs = 0;
	for (const [phase, { seconds, rate, condition }] of phases.entries()) {
		const endMs = startMs + 1000 * seconds;
		const next = () => (-Math.log(1 - random()) * 1000) / (ratePerSecond * rate);
		for (let atMs = startMs + next(); atMs < endMs; atMs += next()) {
			const picture = firstPicture + requests.length;
			requests.push({ picture, atMs, phase, condition, phone: Math.floor(random() * phones) });
		}
		startMs = endMs;
	}
	return requests;
}

/** When each phase starts, in milliseconds since the start of the first, and when the last one ends. */
export function phaseTimes(phases: readonly Phase[]): number[] {
	const times = [0];
	for (const { seconds } of phases) times.push(times.at(-1)! + 1000 * seconds);
	return times;
}
