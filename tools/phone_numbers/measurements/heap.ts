import { pictureUrls } from "../build_bench_page.ts";
import { type HeapSizes, openHeapMeter } from "../heap_size.ts";
import type { Measurement } from "../measurement.ts";
import type { Bench } from "../page/bench_page.ts";
import { inUnit } from "../row.ts";

declare const bench: Bench;

const inferences = 2_000;
const warmUp = 200;
const slaMs = 250;

const places: readonly [keyof HeapSizes, string][] = [
	["page", "main thread"],
	["workers", "workers"],
	["all", "all memory of the page, WebAssembly too"],
];

/** What many inferences in a row leave in memory, after a forced collection of garbage. */
export const heap: Measurement = {
	name: "heap",
	about: `Growth of memory over ${inferences} inferences in a row on the device, after ${warmUp} others, garbage collected.`,
	async measure(stage) {
		const site = await stage.bench();
		try {
			await site.page.evaluate((slaMs) => bench.openWarmPhone(slaMs), slaMs);
			const meter = await openHeapMeter(site.page);
			const ask = (count: number) =>
				site.page.evaluate((questions) => bench.askInARow(questions), {
					...{ count, pictureUrl: pictureUrls.small, slaMs, mode: "only-device" as const },
				});
			await ask(stage.count(warmUp));
			const before = await meter.measure();
			const { runs } = await ask(stage.count(inferences));
			const after = await meter.measure();
			await meter.close();
			return places.map(([place, name]) => ({
				what: `heap growth over ${stage.count(inferences)} inferences in a row (${name})`,
				goal: { atMost: 10, unit: "%" as const },
				measured: 100 * (after[place] / before[place] - 1),
				spread: `${runs} runs; ${inUnit(before[place] / 1e6, "MB")} before, ${inUnit(after[place] / 1e6, "MB")} after`,
			}));
		} finally {
			await site.close();
		}
	},
};
