import type { Random } from "@mdinference/stats";

/** An example of a classification task with two classes. */
export interface Example {
	/** What a learner sees. */
	features: readonly number[];
	/** Its class: 0 or 1. */
	label: 0 | 1;
}

/** A share of all labels is turned around, so that no learner is ever without errors. */
export const labelNoise = 0.1;

/** Turns a label around with the probability of the label noise. */
export function noisy(random: Random, label: boolean): 0 | 1 {
	return (random() < labelNoise ? !label : label) ? 1 : 0;
}
