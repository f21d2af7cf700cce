import { type HistoryEntry, isRight } from "./history_entry.ts";

/** A share and what it is a share of. */
export interface Share {
	/** How many. */
	part: number;
	/** Of how many. */
	of: number;
	/** `part / of`, in [0, 1]; null where there is nothing yet. */
	value: number | null;
}

/** What a history says as a whole. */
export interface HistoryFigures {
	/** Questions that had an answer by their deadline, of all that were asked (the paper's attainment). */
	onTime: Share;
	/** Answers of the cloud, of all answers. */
	fromCloud: Share;
	/** Mean accuracy of the models that answered, in [0, 1], over those answers whose model's accuracy is known. */
	expected: { value: number | null; of: number };
	/** Answers that were right, of those that somebody has judged. */
	right: Share;
}

/** Adds a history up. */
export function figuresOf(entries: readonly HistoryEntry[]): HistoryFigures {
	const answers = entries.flatMap(({ answer }) => (answer === null ? [] : [answer]));
	const accuracies = answers.flatMap(({ model }) => (model.accuracy === null ? [] : [model.accuracy]));
	const verdicts = entries.map(isRight).filter((verdict) => verdict !== null);
	const total = accuracies.reduce((sum, accuracy) => sum + accuracy, 0);
	return {
		onTime: share(answers.filter(({ late }) => !late).length, entries.length),
		fromCloud: share(answers.filter(({ by }) => by === "cloud").length, answers.length),
		expected: {
			value: accuracies.length > 0 ? total / accuracies.length : null,
			of: accuracies.length,
		},
		right: share(verdicts.filter(Boolean).length, verdicts.length),
	};
}

function share(part: number, of: number): Share {
	return { part, of, value: of > 0 ? part / of : null };
}
