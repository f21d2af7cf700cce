import { cast, shortName } from "./cast.ts";
import { ofPhase } from "./promises.ts";
import type { DemoResult } from "./run_demo.ts";
import { phoneAnswers, tally } from "./tally.ts";

/** A table: what stands above its columns, and its rows. */
export interface Table {
	/** Above each column. */
	columns: string[];
	/** Cells. */
	rows: string[][];
}

/** What each variant made of each phase. */
export function phaseRows({ phases, runs, best, conditions }: DemoResult): Table {
	const rows = phases.flatMap((phase, index) =>
		runs.map((run) => {
			const sum = tally(ofPhase(run, index), phase.condition, conditions);
			const shares = [sum.attainment, sum.accuracy, sum.effective, sum.worth, best[index]!.accuracy];
			return [phase.name, run.variant, String(sum.requests), ...shares.map(percent)];
		}),
	);
	const columns = [
		"phase",
		"variant",
		"requests",
		"attainment",
		"cloud right",
		"right and on time",
		"expected",
		"best single model",
	];
	return { columns, rows };
}

/** Who answered in each phase. */
export function usageRows({ phases, runs, best, conditions }: DemoResult): Table {
	const names = [...cast, phoneAnswers];
	const rows = phases.flatMap((phase, index) =>
		runs.map((run) => {
			const { usage } = tally(ofPhase(run, index), phase.condition, conditions);
			const shares = names.map((name) => percent(usage[name]!));
			return [phase.name, run.variant, ...shares, shortName(best[index]!.model)];
		}),
	);
	return { columns: ["phase", "variant", ...names.map(shortName), "best single model"], rows };
}

/** What is promised and what was measured. */
export function verdictRows({ verdicts, before }: DemoResult): Table {
	const quiet = before.alarms.map(({ explanation }) => explanation).join(" ") || "none";
	const rows = verdicts.map(({ promise, variant, measured, holds }) => [
		promise,
		holds === null ? "not shown" : holds ? "yes" : "NO",
		variant,
		measured,
	]);
	const first = [
		"no alarm in the quiet traffic before the day",
		before.alarms.length ? "NO" : "yes",
		"all",
		quiet,
	];
	return { columns: ["promise", "holds", "variant", "measured"], rows: [first, ...rows] };
}

/** What each model is worth under each condition, and what it takes. */
export function modelRows({ conditions: { top1 }, setting: { serviceMs } }: DemoResult): Table {
	const rows = cast.map((model) => [
		shortName(model),
		`${serviceMs[model]!.toFixed(2)} ms`,
		percent(top1.light[model]!),
		percent(top1.dark[model]!),
	]);
	return { columns: ["model", "service time here (median)", "by daylight", "in the dark"], rows };
}

/** Alarms of all variants, in order. */
export function alarmRows({ runs, phases }: DemoResult): Table {
	const rows = runs.flatMap(({ variant, alarms, phasesAtMs }) =>
		alarms.map(({ heardAtMs, kind, detector, explanation }) => {
			const phase = phasesAtMs.findLastIndex((startMs) => startMs <= heardAtMs);
			const since = ((heardAtMs - phasesAtMs[phase]!) / 1000).toFixed(1);
			return [variant, `${phases[phase]!.name}, after ${since} s`, kind, detector, explanation];
		}),
	);
	return { columns: ["variant", "when", "kind", "detector", "what it says"], rows };
}

function percent(share: number): string {
	return Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)}\u00a0%`;
}
