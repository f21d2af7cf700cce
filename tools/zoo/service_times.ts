import { cpus } from "node:os";

/** Service times of one model, in milliseconds. */
export interface ServiceTimes {
	/** Number of runs. */
	runs: number;
	/** Mean, in milliseconds. */
	meanMs: number;
	/** Standard deviation, in milliseconds. */
	sdMs: number;
	/** The time that a share `q` of the runs did not exceed, in milliseconds. */
	quantileMs(q: number): number;
}

/**
 * Times warm runs of a model, one after another.
 *
 * @param runs timed runs, at least 1; a tenth as many come before, untimed
 * @param advance told of each timed run
 */
export async function timeRuns(
	run: () => Promise<unknown>,
	runs: number,
	advance: (more: number) => void = () => {},
): Promise<ServiceTimes> {
	for (let i = 0; i < runs / 10; i++) await run();
	const times = new Float64Array(runs);
	for (let i = 0; i < runs; i++) {
		times[i] = await timed(run);
		advance(1);
	}
	return summarise(times);
}

/** Two ways to run the same model, timed in one go. */
export interface Comparison {
	/** Times of the first. */
	first: ServiceTimes;
	/** Times of the second. */
	second: ServiceTimes;
	/** For each pair of neighbouring blocks, the first's median over the second's; the smallest first. */
	ratios: readonly number[];
}

/**
 * Times two ways to run the same model in alternating blocks, each pair of blocks in the other order than the pair
 * before, so that whatever else the machine does strikes both alike.
 *
 * @param runs timed runs of each, at least 1; a tenth as many of each come before, untimed
 * @param block runs at a time, at most `runs`
 * @param advance told of each timed run of the first
 */
export async function timeSideBySide(
	first: () => Promise<unknown>,
	second: () => Promise<unknown>,
	{ runs, block, advance = () => {} }: { runs: number; block: number; advance?: (more: number) => void },
): Promise<Comparison> {
	for (let i = 0; i < runs / 10; i++) {
		await first();
		await second();
	}
	const times = [new Float64Array(runs), new Float64Array(runs)] as const;
	const ratios: number[] = [];
	for (let start = 0; start < runs; start += block) {
		const end = Math.min(runs, start + block);
		for (const which of ratios.length % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
			const run = which === 0 ? first : second;
			for (let i = start; i < end; i++) times[which][i] = await timed(run);
		}
		const [ours, theirs] = times.map((series) => median(series.subarray(start, end)));
		ratios.push(ours! / theirs!);
		advance(end - start);
	}
	return { first: summarise(times[0]), second: summarise(times[1]), ratios: ratios.sort((a, b) => a - b) };
}

/** The processor and the runtime that times were measured with, in words. */
export function machine(): string {
	const { versions } = process;
	return `${cpus()[0]?.model.trim() ?? "unknown processor"}, one core, Node ${versions.node}`;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await run();
	return performance.now() - started;
}

function median(times: Float64Array): number {
	return times.toSorted()[times.length >> 1] ?? Number.NaN;
}

function summarise(times: Float64Array): ServiceTimes {
	const runs = times.length;
	const sorted = times.toSorted();
	const meanMs = times.reduce((sum, time) => sum + time, 0) / runs;
	const variance = times.reduce((sum, time) => sum + (time - meanMs) ** 2, 0) / Math.max(1, runs - 1);
	return {
		runs,
		meanMs,
		sdMs: Math.sqrt(variance),
		quantileMs: (q) => sorted[Math.min(runs - 1, Math.floor(q * runs))] ?? Number.NaN,
	};
}
