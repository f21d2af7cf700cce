import { seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidNetworkError } from "./network.ts";
import { parseTrace } from "./trace.ts";
import { traceNetwork } from "./trace_network.ts";

const anyTrace = fc
	.array(fc.nat(30), { minLength: 1, maxLength: 30 })
	.map((times) => times.toSorted((a, b) => a - b))
	.filter((times) => times.at(-1)! > 0);

/** Walks a trace one opportunity after the other. */
function* opportunities(times: readonly number[], fromMs: number): Generator<number> {
	for (let roundMs = 0; ; roundMs += times.at(-1)!) {
		for (const time of times) if (roundMs + time >= fromMs) yield roundMs + time;
	}
}

describe("traceNetwork()", () => {
	test("delivers packet by packet, as walking the trace does", () => {
		fc.assert(
			fc.property(
				anyTrace,
				anyTrace,
				fc.integer({ min: 1, max: 40 }),
				fc.integer(),
				(up, down, packets, seed) => {
					const network = traceNetwork({
						up: parseTrace(up.join("\n")),
						down: parseTrace(down.join("\n")),
						body: { meanBytes: packets * 1500 - 700, stdBytes: 0 },
						propagationMs: 3,
					});
					const sentAtMs = Float64Array.of(0, 11.5, 90);
					const { upMs, receiveMs, downMs } = network.draw(sentAtMs, seededRandom(seed));
					const random = seededRandom(seed);
					for (let i = 0; i < 4; i++) random();
					const startMs = random() * up.at(-1)!;
					for (const [request, sentMs] of sentAtMs.entries()) {
						const walk = opportunities(up, startMs + sentMs);
						const arrivals = Array.from({ length: packets }, () => walk.next().value as number);
						expect(upMs[request]).toBeCloseTo(arrivals.at(-1)! + 3 - startMs - sentMs, 9);
						expect(receiveMs[request]).toBeCloseTo(
							arrivals.at(-1)! - arrivals[packets > 10 ? 0 : packets - 1]!,
							9,
						);
						const leavesMs = startMs + sentMs + 40.25;
						const answer = opportunities(down, leavesMs).next().value as number;
						expect(downMs(request, sentMs + 40.25)).toBeCloseTo(answer + 3 - leavesMs, 9);
					}
				},
			),
			{ seed: 8, numRuns: 300 },
		);
	});

	test("sends images with the paper's mean and deviation of 51.9 ± 53.6 kB", () => {
		const everyMs = parseTrace("1\n");
		const count = 200_000;
		const network = traceNetwork({ up: everyMs, down: everyMs, propagationMs: 0 });
		const { upMs } = network.draw(new Float64Array(count), seededRandom(2));
		// One packet a millisecond: the upload counts packets, half a packet more than the size on average.
		const bytes = upMs.map((ms) => (Math.floor(ms) + 0.5) * 1500);
		const mean = bytes.reduce((sum, size) => sum + size, 0) / count;
		const std = Math.sqrt(bytes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / count);
		// 6 standard errors of the mean; the fourth moment of this lognormal makes that of the deviation about 3 %.
		expect(Math.abs(mean - 51_900)).toBeLessThan((6 * 53_600) / Math.sqrt(count));
		expect(Math.abs(std / 53_600 - 1)).toBeLessThan(0.1);
	});

	test("refuses a propagation or a size that cannot be", () => {
		const trace = parseTrace("1\n");
		const make = (options: object) => () => traceNetwork({ up: trace, down: trace, ...options });
		expect(make({ propagationMs: -1 })).toThrow(InvalidNetworkError);
		expect(make({ body: { meanBytes: 0, stdBytes: 1 } })).toThrow("body.meanBytes");
		expect(make({ body: { meanBytes: 10, stdBytes: Number.NaN } })).toThrow("body.stdBytes");
	});
});
