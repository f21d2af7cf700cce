import type { ItemStatus, LabelReport, OutcomeReport } from "@mdinference/contract";
import type { Lesson } from "./lesson.ts";

/** A label and how far its source is trusted. */
export interface WeighedLabel extends LabelReport {
	/** Trust in the source, in (0, 1]. The most trusted label of a request says whether its answer was right. */
	weight: number;
}

/** A report as it waits to be written. */
export interface ReceivedReport {
	/** What the client said. */
	report: OutcomeReport;
	/** When it came, in milliseconds since 1970. */
	receivedAtMs: number;
}

/** A label as it waits to be written. */
export interface ReceivedLabel {
	/** What was said. */
	label: WeighedLabel;
	/** When it came, in milliseconds since 1970. */
	receivedAtMs: number;
}

/** What became of a report or a label. `recorded` and `duplicate` are on disk; anything else changed nothing. */
export interface ItemOutcome {
	/** The request's id. */
	requestId: string;
	/** What became of it. */
	status: ItemStatus;
	/** Which field is wrong, why, and what would be right; absent where nothing is. */
	detail?: string;
	/** What is to be learned from it, in order: learn each, and say so with {@link OutcomeLog.learned}. */
	lessons: Lesson[];
}
