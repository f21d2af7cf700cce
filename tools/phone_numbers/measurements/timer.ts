import { pictureUrls } from "../build_bench_page.ts";
import type { Measurement } from "../measurement.ts";
import type { BusyLoad } from "../page/answers_while_busy.ts";
import type { Bench } from "../page/bench_page.ts";
import { inUnit, type Row } from "../row.ts";
import { summaryOf } from "../summary.ts";
import { prepare, reasonsOf } from "./deadline.ts";

declare const bench: Bench;

const loads: readonly Pick<BusyLoad, "model" | "requests" | "lanes" | "slaMs">[] = [
	{ model: null, requests: 500, lanes: 4, slaMs: 100 },
	{ model: "characters-residual", requests: 200, lanes: 2, slaMs: 250 },
];

/**
 * How late the client's own timer is while the device computes without a pause. The gateway is stopped, so that every
 * request ends at its deadline; what is measured is the client's verdict less the deadline. The second load runs a model
 * beside it that is larger than any that phones are given, on all threads that it would take.
 */
export const timer: Measurement = {
	name: "timer",
	about: "How late the client's deadline timer is while a model runs on the device without a pause.",
	async measure(stage) {
		const site = await stage.bench();
		const rows: Row[] = [];
		try {
			const own = await site.page.evaluate((slaMs) => bench.openWarmPhone(slaMs), loads[0]!.slaMs);
			await prepare(
				site.page,
				loads.flatMap(({ model }) => model ?? []),
			);
			site.gateway.child.kill("SIGSTOP");
			for (const { requests, ...load } of loads) {
				const model = load.model ?? own;
				stage.say(`${model} runs`);
				const busy = { ...load, requests: stage.count(requests), pictureUrl: pictureUrls.small };
				const { answers, runs } = await site.page.evaluate((busy) => bench.answersWhileBusy(busy), busy);
				const lateMs = answers.flatMap(({ elapsedMs }) =>
					elapsedMs === null ? [] : [elapsedMs - load.slaMs],
				);
				const { count, median, p95, max } = summaryOf(lateMs);
				const spread = `${count} requests, SLA ${load.slaMs} ms, ${runs} runs of ${model} beside, median ${inUnit(median, "ms")}; ${reasonsOf(answers)}`;
				const what = `deadline timer overshoot while ${load.model ?? "the device's own model"} runs`;
				rows.push({ what: `${what}, p95`, goal: { atMost: 2, unit: "ms" }, measured: p95, spread });
				rows.push({
					what: `${what}, max`,
					goal: { atMost: 8, unit: "ms" },
					measured: max,
					spread: "the same",
				});
			}
			return rows;
		} finally {
			await site.close();
		}
	},
};
