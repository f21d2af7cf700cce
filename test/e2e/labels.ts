import type { Stage } from "./stage.ts";

/** A verdict in the gateway's log. */
export interface LoggedLabel {
	/** What would be right, or null where only right or wrong was said. */
	label: string | null;
	/** 1: the answer was right, 0: it was wrong; null where the label was named. */
	correct: number | null;
	/** Who said so. */
	source: string;
}

/** What somebody said of the answer to a request, as the gateway has logged it. */
export function labelsOf(stage: Stage, requestId: string): LoggedLabel[] {
	const rows = stage.query(
		`SELECT label, correct, source FROM labels JOIN decisions ON decisions.id = decision_id
		WHERE request_id = ?`,
		requestId,
	);
	return rows as unknown as LoggedLabel[];
}
