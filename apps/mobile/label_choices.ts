import type { LabelProbability } from "@mdinference/contract";

/** What can be chosen as the right label of an answer that was wrong. */
export interface LabelChoices {
	/** The runners-up, best first. */
	likely: string[];
	/** All others of the task, in its order. */
	others: string[];
}

/** Sorts the labels by how fast they should be found: the answer's own runners-up first; the wrong one is left out. */
export function labelChoices(answered: readonly LabelProbability[], ofTask: readonly string[]): LabelChoices {
	const [wrong, ...likely] = answered.map(({ label }) => label);
	const shown = new Set([wrong, ...likely]);
	return { likely, others: ofTask.filter((label) => !shown.has(label)) };
}
