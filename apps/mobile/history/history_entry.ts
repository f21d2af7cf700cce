import type { Answer, ClientMode, Judgement } from "@mdinference/client";
import type { Asked } from "../use_race.ts";

/** What the history keeps of an answer. */
export type HistoryAnswer = Pick<Answer, "labels" | "by" | "reason" | "model" | "elapsedMs" | "late">;

/** A question as the history keeps it. */
export interface HistoryEntry {
	/** The request's id, a UUID. */
	id: string;
	/** When it was asked, in milliseconds since 1970. */
	askedAtMs: number;
	/** Its deadline, in milliseconds. */
	slaMs: number;
	/** Who was to answer. */
	mode: ClientMode;
	/** The picture, small, as a `data:` URL. */
	pictureUrl: string;
	/** What came of it; null where nobody could answer. */
	answer: HistoryAnswer | null;
	/** What somebody said of the answer; null before. */
	judgement: Judgement | null;
}

/** A question that has ended as the history keeps it, or null where it cannot be told from others. */
export function entryOf(asked: Asked, pictureUrl: string): HistoryEntry | null {
	const { answer, error, askedAtMs, slaMs, mode } = asked;
	const id = answer?.requestId ?? (error as { requestId?: string } | undefined)?.requestId;
	if (id === undefined) return null;
	return {
		id,
		askedAtMs,
		slaMs,
		mode,
		pictureUrl,
		answer: answer ? answerOf(answer) : null,
		judgement: null,
	};
}

/** Whether the answer was right; null where there is none, or nobody has said so. */
export function isRight({ answer, judgement }: Pick<HistoryEntry, "answer" | "judgement">): boolean | null {
	if (answer === null || judgement === null) return null;
	return "label" in judgement ? judgement.label === answer.labels[0]?.label : judgement.correct;
}

/** The rest of an answer, the pictures' whole race, would fill the phone. */
function answerOf({ labels, by, reason, model, elapsedMs, late }: Answer): HistoryAnswer {
	return { labels, by, reason, model, elapsedMs, late };
}
