/** What is known of a request's answers when a label is held against them. */
export interface AnsweredRequest {
	/** Whose answer the user got, or that there was none; null where no report said so yet. */
	answeredBy: "cloud" | "device" | "none" | null;
	/** Whether a copy ran on the device, as far as is known: if none did, an unreported answer was the cloud's. */
	hasCopy: boolean;
	/** The cloud's most probable label; null where there is none (yet). */
	cloudLabel: string | null;
	/** The device's most probable label; null where there is none (yet). */
	deviceLabel: string | null;
}

/** Whether each answer was right; null where that is not known (yet). */
export interface Verdict {
	/** The cloud's. */
	cloud: boolean | null;
	/** The device's. */
	device: boolean | null;
}

/**
 * Holds a label against the answers of a request. What is not known yet can be asked again when more is: a verdict that
 * was given never turns.
 *
 * A right label judges every answer there is. "Right" or "wrong" is said of the answer that the user got; the other
 * answer is judged as far as that settles it: the same label is as right, and where one label is right others are wrong.
 *
 * Where no copy was promised, the user is taken to have had the cloud's answer without waiting for a report: most clients
 * without a device never report. If one did run a copy, or nobody answered, and the report comes after the label, the verdict
 * stays the cloud's.
 *
 * @param said the right label, or whether the answer was right
 * @param answered the answers
 */
export function judge(
	said: { label?: string | undefined; correct?: boolean | undefined },
	answered: AnsweredRequest,
): Verdict {
	const { answeredBy, hasCopy, cloudLabel, deviceLabel } = answered;
	const { label, correct } = said;
	if (label !== undefined) {
		return {
			cloud: cloudLabel === null ? null : cloudLabel === label,
			device: deviceLabel === null ? null : deviceLabel === label,
		};
	}
	const shown = answeredBy ?? (hasCopy ? null : "cloud");
	if (correct === undefined || shown === null || shown === "none") return { cloud: null, device: null };
	if (shown === "cloud") {
		return {
			cloud: cloudLabel === null ? null : correct,
			device: other(correct, cloudLabel, deviceLabel),
		};
	}
	return {
		cloud: other(correct, deviceLabel, cloudLabel),
		device: deviceLabel === null ? null : correct,
	};
}

function other(correct: boolean, shownLabel: string | null, label: string | null): boolean | null {
	if (shownLabel === null || label === null) return null;
	if (shownLabel === label) return correct;
	return correct ? false : null;
}
