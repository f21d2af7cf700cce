import type { Interval } from "../interval.ts";
import type { Summary } from "../summary.ts";

/** What one policy came to at one SLA. */
export interface Result {
	/** Tsla, in milliseconds. */
	readonly slaMs: number;
	/** Name of the policy. */
	readonly policy: string;
	/** How the server estimated the network time. */
	readonly estimate: string;
	/** The figures. */
	readonly summary: Summary;
}

const percent = ({ value, low, high }: Interval) =>
	`${(100 * value).toFixed(2)} ±${(50 * (high - low)).toFixed(2)}`;
const ms = ({ value, low, high }: Interval) => `${value.toFixed(1)} ±${((high - low) / 2).toFixed(1)}`;

/**
 * Results as rows of a table that one reads: percent and milliseconds, each with half of its 95 % interval.
 *
 * @param duplicated whether a copy ran on the device; without one its columns are left out
 */
export function tableRows(results: readonly Result[], { duplicated }: { duplicated: boolean }): string[][] {
	const heading = ["SLA ms", "policy", "estimate", "accuracy %", "in time %", "mean ms", "p50 ms", "p99 ms"];
	if (duplicated) heading.push("by device %", "improved %");
	const rows = results.map(({ slaMs, policy, estimate, summary }) => {
		const row = [
			`${slaMs}`,
			policy,
			estimate,
			percent(summary.accuracy),
			percent(summary.attainment),
			ms(summary.latencyMs),
			ms(quantile(summary, 0.5)),
			ms(quantile(summary, 0.99)),
		];
		return duplicated ? [...row, percent(summary.reliance), percent(summary.improved)] : row;
	});
	return [heading, ...rows];
}

/** Results as comma-separated values: every figure with both ends of its 95 % interval, shares in [0, 1]. */
export function csv(results: readonly Result[]): string {
	const columns = results.map(({ slaMs, policy, estimate, summary }) => {
		const intervals: [string, Interval][] = [
			["accuracy", summary.accuracy],
			["attainment", summary.attainment],
			["latency_ms", summary.latencyMs],
			...summary.quantilesMs.map(({ share, latencyMs }): [string, Interval] => [
				`p${100 * share}_ms`,
				latencyMs,
			]),
			["reliance", summary.reliance],
			["improved", summary.improved],
			["device_runs", summary.deviceRuns],
			...summary.usage.map(({ model, share }): [string, Interval] => [`usage ${model}`, share]),
		];
		return [
			["sla_ms", slaMs],
			["policy", policy],
			["estimate", estimate],
			["requests", summary.requests],
			["latency_std_ms", summary.latencyStdMs],
			...intervals.flatMap(([name, { value, low, high }]) => [
				[name, value],
				[`${name} low`, low],
				[`${name} high`, high],
			]),
		] as [string, string | number][];
	});
	const lines = [
		columns[0]!.map(([name]) => name),
		...columns.map((row) => row.map(([, value]) => `${value}`)),
	];
	return lines.map((cells) => `${cells.map(quote).join(",")}\n`).join("");
}

function quantile({ quantilesMs }: Summary, share: number): Interval {
	return quantilesMs.find((quantile) => quantile.share === share)!.latencyMs;
}

/** By RFC 4180. */
function quote(cell: string): string {
	return /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
