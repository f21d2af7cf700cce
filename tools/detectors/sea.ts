import { type Example, noisy } from "./concept.ts";

/** The thresholds of the four concepts. */
const thresholds = [8, 9, 7, 9.5] as const;

/**
 * An example of the SEA concepts: three features, uniform in [0, 10); the class is whether the first two add up to no
 * more than the concept's threshold (8, 9, 7 or 9.5); the third means nothing; a tenth of the labels is wrong.
 *
 * @param random source of uniform numbers
 * @param concept which of the four, from 0
 * @see Street and Kim, "A streaming ensemble algorithm (SEA) for large-scale classification", KDD 2001
 */
export function seaExample(random: () => number, concept: number): Example {
	const features = [10 * random(), 10 * random(), 10 * random()];
	return { features, label: noisy(random, features[0]! + features[1]! <= thresholds[concept]!) };
}
