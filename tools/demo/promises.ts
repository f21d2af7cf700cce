import { shortName } from "./cast.ts";
import type { Conditions } from "./conditions.ts";
import type { RequestResult } from "./messages.ts";
import type { HeardAlarm, TrafficRun } from "./run_traffic.ts";
import type { Phase } from "./schedule.ts";
import { tally } from "./tally.ts";

/** A promise, and what a run measured of it. */
export interface Verdict {
	/** What is promised. */
	promise: string;
	/** The variant. */
	variant: string;
	/** What was measured, in words. */
	measured: string;
	/** Whether it holds; null where this run is too short to show it. */
	holds: boolean | null;
}

/** A variant's run of the day. */
export interface VariantRun extends TrafficRun {
	/** Name of the variant. */
	variant: string;
}

/** What the promises are held against. */
export interface PromiseContext {
	/** The day. */
	phases: readonly Phase[];
	/** What each model is worth. */
	conditions: Conditions;
	/** Accuracy of the best single model of each phase. */
	best: readonly number[];
	/** Which model became slow, and lost most in the dark. */
	slowedModel: string;
	/** Whether the run is long enough to show what comes of an alarm. */
	isWhole: boolean;
}

const executionLimit = 50;
const labelLimit = 200;
const closeTo = 0.01;
/** Labels are on their way for a second or two: an alarm this long after a phase is of that phase, in milliseconds. */
const labelsLateMs = 2_000;

/** Holds a variant's run against what is promised. */
export function verdicts(run: VariantRun, context: PromiseContext): Verdict[] {
	const { phases, best, isWhole } = context;
	const { variant } = run;
	const place = (name: string) => phases.findIndex((phase) => phase.name === name);
	const quiet = alarmsOfPhase(run, place("quiet"));
	const found: Verdict[] = [
		{
			promise: "no alarm while nothing changes",
			variant,
			measured: quiet.length === 0 ? "none" : quiet.map(({ explanation }) => explanation).join(" "),
			holds: quiet.length === 0,
		},
		alarmVerdict(run, context, { phase: place("slow"), kind: "service-time", limit: executionLimit }),
		alarmVerdict(run, context, { phase: place("dark"), kind: "accuracy", limit: labelLimit }),
	];
	if (variant === "frozen") return found;
	const worthOf = (results: readonly RequestResult[], phase: number) =>
		tally(results, phases[phase]!.condition, context.conditions).worth;
	const near = (promise: string, phase: number, results: readonly RequestResult[]): Verdict => {
		const own = results.filter(({ cloud }) => cloud?.explored !== true);
		if (results.length === 0) {
			return { promise, variant, measured: "there was no alarm", holds: null };
		}
		const [all, chosen] = [results, own].map((some) => worthOf(some, phase));
		const measured =
			`${points(chosen!)} expected of what the policy chose, the best single model ${points(best[phase]!)}; ` +
			`${points(all!)} with the ${results.length - own.length} of ${results.length} that explored`;
		return { promise, variant, measured, holds: isWhole ? best[phase]! - chosen! <= closeTo : null };
	};
	for (const name of ["slow", "dark"]) {
		const phase = place(name);
		const alarm = alarmOf(run, context, { phase, kind: name === "slow" ? "service-time" : "accuracy" });
		const since = alarm?.heardAtMs ?? Number.POSITIVE_INFINITY;
		const after = ofPhase(run, phase).filter(({ sentAtMs }) => sentAtMs > since);
		found.push(near(`${name}: within 1 point of the best model from the alarm on`, phase, after));
		found.push(near(`${name}: the same in the last third of the phase`, phase, lastThird(run, phase)));
	}
	for (const name of ["fast again", "light again"]) {
		const phase = place(name);
		found.push(near(`${name}: back within 1 point in the last third`, phase, lastThird(run, phase)));
	}
	return found;
}

/** Whether frozen profiles stay behind refreshed ones where something has changed. */
export function behindVerdicts(
	runs: readonly VariantRun[],
	{ phases, conditions }: PromiseContext,
): Verdict[] {
	const [frozen, refreshed] = ["frozen", "refreshed"].map((name) => runs.find((run) => run.variant === name));
	if (frozen === undefined || refreshed === undefined) return [];
	return ["slow", "dark"].map((name) => {
		const phase = phases.findIndex((one) => one.name === name);
		const of = (run: VariantRun) => tally(ofPhase(run, phase), phases[phase]!.condition, conditions);
		const [stays, learns] = [of(frozen), of(refreshed)];
		return {
			promise: `${name}: frozen profiles stay behind`,
			variant: "frozen",
			measured:
				`right and on time ${points(stays.effective)} against ${points(learns.effective)}, ` +
				`expected ${points(stays.worth)} against ${points(learns.worth)}`,
			holds: stays.worth < learns.worth,
		};
	});
}

/** Requests that were sent in a phase. */
export function ofPhase({ results }: TrafficRun, phase: number): RequestResult[] {
	return results.filter((result) => result.phase === phase);
}

function lastThird(run: TrafficRun, phase: number): RequestResult[] {
	const results = ofPhase(run, phase).sort((a, b) => a.sentAtMs - b.sentAtMs);
	return results.slice(Math.floor((2 * results.length) / 3));
}

function alarmsOfPhase({ alarms, phasesAtMs }: TrafficRun, phase: number): HeardAlarm[] {
	const [from = 0, to = Number.POSITIVE_INFINITY] = phasesAtMs.slice(phase);
	return alarms.filter(({ heardAtMs }) => heardAtMs >= from && heardAtMs < to);
}

function alarmOf(
	run: VariantRun,
	{ slowedModel }: PromiseContext,
	{ phase, kind }: { phase: number; kind: HeardAlarm["kind"] },
): HeardAlarm | undefined {
	const [from = 0, to = Number.POSITIVE_INFINITY] = run.phasesAtMs.slice(phase);
	return run.alarms.find(
		({ heardAtMs, ...alarm }) =>
			heardAtMs >= from &&
			heardAtMs < to + labelsLateMs &&
			alarm.kind === kind &&
			alarm.direction === "up" &&
			alarm.model === slowedModel,
	);
}

/** Counts what the detector could have seen of a change until its alarm: runs that had ended, labelled or not. */
function alarmVerdict(
	run: VariantRun,
	context: PromiseContext,
	wanted: { phase: number; kind: "service-time" | "accuracy"; limit: number },
): Verdict {
	const { slowedModel, phases } = context;
	const { phase, kind, limit } = wanted;
	const alarm = alarmOf(run, context, wanted);
	const changedAtMs = run.phasesAtMs[phase]!;
	const seen = ofPhase(run, phase).filter(({ sentAtMs, cloud }) => {
		const endedAtMs = sentAtMs + (cloud?.elapsedMs ?? Number.POSITIVE_INFINITY);
		return (
			cloud?.model === slowedModel && sentAtMs >= changedAtMs && endedAtMs <= (alarm?.heardAtMs ?? Infinity)
		);
	}).length;
	const what = kind === "accuracy" ? "labelled requests" : "executions";
	const name = shortName(slowedModel);
	return {
		promise: `${phases[phase]!.name}: alarm within ${limit} ${what}`,
		variant: run.variant,
		measured: alarm
			? `after ${seen} ${what} of ${name}, ${((alarm.heardAtMs - changedAtMs) / 1000).toFixed(1)} s`
			: `none in ${seen} ${what} of ${name}`,
		holds: alarm === undefined && seen < limit ? null : alarm !== undefined && seen <= limit,
	};
}

function points(share: number): string {
	return `${(100 * share).toFixed(1)} %`;
}
