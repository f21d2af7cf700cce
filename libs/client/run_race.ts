import type { Clock } from "./clock.ts";
import {
	type Ended,
	type Outcome,
	type Race,
	type RaceEvent,
	type RaceTerms,
	startRace,
	stepRace,
	type Verdict,
} from "./race.ts";

/** What one side answers. */
export interface Finish<T> {
	/** What it said. */
	reply: T;
	/** A(m) of the model that answered, in [0, 1], or null where it is not known. */
	accuracy: number | null;
	/** When the reply arrived, in milliseconds since the request. Default: now. */
	atMs?: number;
}

/** What one side does: it may read the milliseconds since the request, and stops when the signal says so. */
export type Contestant<T> = (signal: AbortSignal, elapsedMs: () => number) => Promise<Finish<T>>;

/** The two sides. One that the terms call absent is never started. */
export interface Contestants<C, D> {
	/** Asks the gateway. */
	cloud: Contestant<C>;
	/** Runs the model here. */
	device: Contestant<D>;
}

/** How a race is run. */
export interface RunRaceOptions<C, D> {
	/** When a device that waits starts, should nothing start it earlier, in milliseconds since the request. */
	deviceStartMs?: number | undefined;
	/** How long after the deadline anyone is still waited for, in milliseconds. */
	graceMs: number;
	/** Reads the time. */
	clock: Clock;
	/** Gives the race up. */
	signal?: AbortSignal | undefined;
	/** Hears how the cloud ended when that was after the verdict. */
	onLateCloud?: ((cloud: Ended<C>) => void) | undefined;
	/** Hears, exactly once, that nobody runs any more. Null: it was given up before its verdict. */
	onSettled?: ((race: DecidedRace<C, D> | null) => void) | undefined;
	/** Why those are stopped who are still running at the end of the grace time. */
	timeout: Error;
}

/** A race with a verdict, and when it fell. */
export interface DecidedRace<C, D> extends Race<C, D> {
	/** The decision. */
	readonly verdict: Verdict;
	/** When, in milliseconds since the request. */
	readonly elapsedMs: number;
}

/**
 * Lets both sides run under a clock and resolves with the race as it was when its verdict fell, exactly once. Nobody is
 * stopped by the verdict, only by the end of the grace time or by the signal, whose reason then rejects.
 */
export function runRace<C, D>(
	terms: RaceTerms,
	contestants: Contestants<C, D>,
	{ deviceStartMs, graceMs, clock, signal, onLateCloud, onSettled, timeout }: RunRaceOptions<C, D>,
): Promise<DecidedRace<C, D>> {
	const startMs = clock.nowMs();
	const elapsedMs = () => clock.nowMs() - startMs;
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const stop = new AbortController();
		const timers: (() => void)[] = [];
		let race: Race<C, D> = startRace(terms);
		let decided: Pick<DecidedRace<C, D>, "verdict" | "elapsedMs"> | null = null;
		let isOver = false;

		const step = (event: RaceEvent<C, D>): void => {
			if (isOver) return;
			const before = race;
			race = stepRace(race, event);
			startThose(before, race);
			if (race.verdict !== null && before.verdict === null) {
				decided = { verdict: race.verdict, elapsedMs: elapsedMs() };
				resolve({ ...race, ...decided });
			}
			if (race.cloud.state !== "running" && race.device.state !== "running") end();
			if (before.verdict !== null && before.cloud.state === "running" && hasEnded(race.cloud)) {
				onLateCloud?.(race.cloud);
			}
		};
		const enter = async <T>(run: Contestant<T>): Promise<Outcome<T>> => {
			try {
				const { reply, accuracy, atMs = elapsedMs() } = await run(stop.signal, elapsedMs);
				return { state: "answered", atMs, accuracy, reply };
			} catch (error) {
				return failed(error);
			}
		};
		const failed = (error: unknown): Outcome<never> => ({
			state: "failed",
			atMs: elapsedMs(),
			error: error instanceof Error ? error : new Error(String(error)),
		});
		const startThose = (before: Race<C, D> | null, { cloud, device }: Race<C, D>): void => {
			if (cloud.state === "running" && before?.cloud.state !== "running") {
				void enter(contestants.cloud).then((outcome) => step({ lane: "cloud", outcome }));
			}
			if (device.state === "running" && before?.device.state !== "running") {
				void enter(contestants.device).then((outcome) => step({ lane: "device", outcome }));
			}
		};
		const giveUp = (): void => {
			step({ lane: "cloud", outcome: failed(timeout) });
			step({ lane: "device", outcome: failed(timeout) });
			stop.abort(timeout);
		};
		const cancel = (): void => {
			end();
			stop.abort(signal?.reason);
			reject(signal?.reason);
		};
		const end = (): void => {
			isOver = true;
			for (const clear of timers) clear();
			signal?.removeEventListener("abort", cancel);
			onSettled?.(decided && { ...race, ...decided });
		};

		signal?.addEventListener("abort", cancel, { once: true });
		const { slaMs } = terms;
		timers.push(
			clock.after(slaMs, () => step({ lane: "deadline", atMs: elapsedMs() })),
			clock.after(slaMs + graceMs, giveUp),
		);
		if (deviceStartMs !== undefined) {
			timers.push(clock.after(deviceStartMs, () => step({ lane: "start", atMs: elapsedMs() })));
		}
		startThose(null, race);
		if (race.cloud.state === "absent" && race.device.state === "absent") {
			step({ lane: "deadline", atMs: elapsedMs() });
		}
	});
}

function hasEnded<T>(lane: Race<T, T>["cloud"]): lane is Ended<T> {
	return lane.state === "answered" || lane.state === "failed";
}
