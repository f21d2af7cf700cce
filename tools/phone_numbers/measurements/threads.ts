import { pictureUrls } from "../build_bench_page.ts";
import type { Measurement } from "../measurement.ts";
import type { Bench } from "../page/bench_page.ts";
import { inUnit, type Row } from "../row.ts";
import { summaryOf } from "../summary.ts";

declare const bench: Bench;

/** Models of 20 MFLOP and more, by name, with their MFLOP: two for each multiply-add of their manifests. */
const models = { "characters-medium": 26, "characters-residual": 55, "characters-residual-48": 123 } as const;
const pairs = 10;
const runs = 15;

/** What a second thread brings to WebAssembly, in a page that is cross-origin isolated. */
export const threads: Measurement = {
	name: "threads",
	about: `Service time with one thread over that with two, ${pairs} pairs in turn of the medians of ${runs} runs.`,
	async measure(stage) {
		const site = await stage.bench();
		const rows: Row[] = [];
		try {
			for (const [model, megaFlops] of Object.entries(models)) {
				stage.say(model);
				const comparison = { model, pairs: stage.count(pairs), runs, pictureUrl: pictureUrls.small };
				const compared = await site.page.evaluate((comparison) => bench.threadPairs(comparison), comparison);
				const { count, min, median, max } = summaryOf(compared.map(({ oneMs, twoMs }) => oneMs / twoMs));
				const one = summaryOf(compared.map(({ oneMs }) => oneMs)).median;
				const two = summaryOf(compared.map(({ twoMs }) => twoMs)).median;
				rows.push({
					what: `WASM, 2 threads over 1 (${model}, ${megaFlops} MFLOP)`,
					goal: { atLeast: 1.5, unit: "times" },
					measured: median,
					spread: `${count} pairs, ${min.toFixed(2)} to ${max.toFixed(2)}; ${inUnit(one, "ms")} and ${inUnit(two, "ms")}`,
				});
			}
			return rows;
		} finally {
			await site.close();
		}
	},
};
