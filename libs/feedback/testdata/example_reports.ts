import type { OutcomeReport } from "@mdinference/contract";
import type { WeighedLabel } from "../reports.ts";

/** What the client of an example decision reports: the device answered at the deadline. */
export function exampleReport(requestId: string, change: Partial<OutcomeReport> = {}): OutcomeReport {
	return {
		requestId,
		task: "characters",
		startedAtMs: 1_700_000_000_050,
		slaMs: 250,
		answeredBy: "device",
		reason: "deadline",
		elapsedMs: 250.75,
		device: exampleDeviceOutcome(),
		...change,
	};
}

/** A copy that ran on the device of an example decision. */
export function exampleDeviceOutcome(
	change: Partial<NonNullable<OutcomeReport["device"]>> = {},
): NonNullable<OutcomeReport["device"]> {
	return {
		model: "model-0",
		version: "1.0.0",
		status: "ok",
		serviceMs: 3.5,
		cold: false,
		label: "S",
		confidence: 0.625,
		executionProvider: "wasm",
		...change,
	};
}

/** A user's label; the cloud's answer of an example record is R, the device's S. */
export function exampleLabel(requestId: string, change: Partial<WeighedLabel> = {}): WeighedLabel {
	const said = change.correct === undefined ? { label: "R" } : {};
	return { requestId, ...said, source: "user", weight: 0.5, ...change };
}
