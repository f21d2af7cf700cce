import { seededRandom } from "@mdinference/stats";
import type { Contender } from "./contenders.ts";

/** What a detector costs. */
export interface Cost {
	/** The detector. */
	detector: string;
	/** Processor time of an update, in nanoseconds: the least of five rounds. */
	nanoseconds: number;
	/** Its snapshot as JSON after a long quiet stream, in bytes. */
	bytes: number;
}

const rounds = 5;

/**
 * Measures a detector on a quiet stream of right and wrong.
 *
 * @param updates samples a round
 */
export function measureCost(contender: Contender, updates: number): Cost {
	const random = seededRandom(1);
	const values = Float64Array.from({ length: updates }, () => Number(random() < 0.1));
	const detector = contender.create(contender.standard, 0.1);
	let least = Number.POSITIVE_INFINITY;
	for (let round = 0; round < rounds; round++) {
		const started = process.cpuUsage();
		for (let at = 0; at < updates; at++) detector.update(values[at]!);
		least = Math.min(least, process.cpuUsage(started).user);
	}
	return {
		detector: contender.name,
		nanoseconds: Math.round((least / updates) * 1e3),
		bytes: JSON.stringify(detector.snapshot()).length,
	};
}
