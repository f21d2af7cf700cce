import type { Clock } from "./clock.ts";
import { type Outcome, type Race, type RaceEvent, startRace, stepRace, type Verdict } from "./race.ts";

/** What one side does: it may read the milliseconds since the request, and stops when the signal says so. */
export type Contestant<T> = (
	signal: AbortSignal,
	elapsedMs: () => number,
) => Promise<{ reply: T; accuracy: number | null }>;

/** The two sides; null takes no part. */
export interface Contestants<C, D> {
	/** Asks the gateway. */
	cloud: Contestant<C> | null;
	/** Runs the model here. */
	device: Contestant<D> | null;
}

/** The terms of a race. */
export interface RunRaceOptions<C> {
	/** The deadline, in milliseconds. */
	slaMs: number;
	/** How long after the deadline anyone is still waited for, in milliseconds. */
	graceMs: number;
	/** Reads the time. */
	clock: Clock;
	/** Gives the race up. */
	signal?: AbortSignal | undefined;
	/** Hears how the cloud ended when that was after the verdict. */
	onLateCloud?: ((cloud: Outcome<C>) => void) | undefined;
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
	{ cloud, device }: Contestants<C, D>,
	{ slaMs, graceMs, clock, signal, onLateCloud, timeout }: RunRaceOptions<C>,
): Promise<DecidedRace<C, D>> {
	const startMs = clock.nowMs();
	const elapsedMs = () => clock.nowMs() - startMs;
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const stop = new AbortController();
		let race: Race<C, D> = startRace(slaMs, { cloud: cloud !== null, device: device !== null });

		const step = (event: RaceEvent<C, D>): void => {
			if (stop.signal.aborted) return;
			const before = race;
			race = stepRace(race, event);
			if (race.verdict !== null && before.verdict === null) {
				resolve({ ...race, verdict: race.verdict, elapsedMs: elapsedMs() });
			} else if (event.lane === "cloud" && before.verdict !== null && before.cloud.state === "running") {
				onLateCloud?.(event.outcome);
			}
			if (race.cloud.state !== "running" && race.device.state !== "running") release();
		};
		const failed = (error: unknown): Outcome<never> => ({
			state: "failed",
			atMs: elapsedMs(),
			error: error instanceof Error ? error : new Error(String(error)),
		});
		const enter = async <T>(run: Contestant<T>): Promise<Outcome<T>> => {
			try {
				const result = await run(stop.signal, elapsedMs);
				return { state: "answered", atMs: elapsedMs(), ...result };
			} catch (error) {
				return failed(error);
			}
		};
		const giveUp = (): void => {
			step({ lane: "cloud", outcome: failed(timeout) });
			step({ lane: "device", outcome: failed(timeout) });
			stop.abort(timeout);
		};
		const cancel = (): void => {
			release();
			stop.abort(signal?.reason);
			reject(signal?.reason);
		};
		const timers = [
			clock.after(slaMs, () => step({ lane: "deadline" })),
			clock.after(slaMs + graceMs, giveUp),
		];
		const release = (): void => {
			for (const clear of timers) clear();
			signal?.removeEventListener("abort", cancel);
		};

		signal?.addEventListener("abort", cancel, { once: true });
		if (cloud !== null) void enter(cloud).then((outcome) => step({ lane: "cloud", outcome }));
		if (device !== null) void enter(device).then((outcome) => step({ lane: "device", outcome }));
		if (cloud === null && device === null) step({ lane: "deadline" });
	});
}
