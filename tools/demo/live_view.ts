import { shortName } from "./cast.ts";
import type { RequestResult } from "./messages.ts";
import type { HeardAlarm, TrafficWatcher } from "./run_traffic.ts";
import type { Phase } from "./schedule.ts";

const redrawMs = 500;
const lineEveryMs = 5_000;
/** Requests that the figures are of. */
const shownRequests = 60;
const barWidth = 30;

/** What is shown while traffic runs. */
export interface LiveView extends TrafficWatcher {
	/** Ends it; what was shown last stays. */
	stop(): void;
}

/**
 * Shows traffic as it runs: on a terminal a picture that redraws itself, elsewhere a line now and then.
 *
 * @param title what runs
 * @param out where to; the standard output by default
 */
export function liveView(
	title: string,
	phases: readonly Phase[],
	out: Pick<NodeJS.WriteStream, "write" | "isTTY"> & { columns?: number } = process.stdout,
): LiveView {
	const startedAtMs = Date.now();
	const newest: RequestResult[] = [];
	const alarms: string[] = [];
	let phase = "";
	let drawn = 0;

	const seconds = () => `${((Date.now() - startedAtMs) / 1000).toFixed(0).padStart(3)} s`;
	const say = (text: string) => out.write(`${seconds()}  ${title}: ${text}\n`);
	const draw = () => {
		const lines = [
			`${seconds()}  ${title}: ${phase}`,
			...["attainment", "right and on time"].map(
				(name, index) => `  ${name.padEnd(20)}${bar(figures(newest)[index]!)}`,
			),
			...[...usage(newest)].map(([model, share]) => `  ${shortName(model).padEnd(20)}${bar(share)}`),
			...alarms.slice(-3).map((alarm) => `  ! ${alarm}`),
		];
		// A line that wraps would take two rows, and the next picture would begin one row too low.
		const rows = lines.map((line) => `\x1b[2K${line.slice(0, (out.columns ?? 200) - 1)}\n`);
		// Up over what was drawn last, then each line anew, and what was longer before is wiped.
		out.write(`${drawn > 0 ? `\x1b[${drawn}A` : ""}${rows.join("")}\x1b[J`);
		drawn = lines.length;
	};
	const line = () => {
		const [attainment, effective] = figures(newest).map(percent);
		const models = [...usage(newest)].map(([model, share]) => `${shortName(model)} ${percent(share)}`);
		if (newest.length > 0) {
			say(`${phase}: attainment ${attainment}, right and on time ${effective}; ${models.join(", ")}`);
		}
	};
	const timer = setInterval(out.isTTY ? draw : line, out.isTTY ? redrawMs : lineEveryMs);
	return {
		onPhase(index) {
			const { name, slowdown, condition, rate } = phases[index]!;
			const changes = [
				slowdown > 1 && `one model ${slowdown} times slower`,
				condition === "dark" && "pictures in the dark",
				rate > 1 && `${rate} times the requests`,
			].filter((change) => change !== false);
			phase = changes.length === 0 ? name : `${name} (${changes.join(", ")})`;
			if (!out.isTTY) say(`${phase} begins`);
		},
		onResults(results) {
			newest.push(...results);
			newest.splice(0, newest.length - shownRequests);
		},
		onAlarm({ explanation, heardAtMs }: HeardAlarm) {
			alarms.push(`${(heardAtMs / 1000).toFixed(1)} s: ${explanation}`);
			if (!out.isTTY) say(`ALARM ${explanation}`);
		},
		stop() {
			clearInterval(timer);
			if (out.isTTY) draw();
		},
	};
}

function figures(results: readonly RequestResult[]): [attainment: number, effective: number] {
	const share = (of: (result: RequestResult) => boolean) =>
		results.filter((result) => of(result)).length / Math.max(1, results.length);
	return [share(({ cloud }) => cloud?.inTime ?? false), share(({ right, onTime }) => right && onTime)];
}

function usage(results: readonly RequestResult[]): Map<string, number> {
	const shares = new Map<string, number>();
	for (const { cloud } of results) {
		if (cloud) shares.set(cloud.model, (shares.get(cloud.model) ?? 0) + 1 / results.length);
	}
	return new Map([...shares].sort(([a], [b]) => a.localeCompare(b)));
}

function bar(share: number): string {
	const full = Math.round(barWidth * share);
	return `${"█".repeat(full)}${"░".repeat(barWidth - full)} ${percent(share)}`;
}

function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}
