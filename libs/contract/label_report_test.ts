import { describe, expect, test } from "vitest";
import { LabelBatch, LabelReport } from "./label_report.ts";

const requestId = "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11";
const problems = (report: object) =>
	LabelReport.safeParse({ requestId, source: "user", ...report }).error?.issues.map(({ path, message }) => [
		path.join("."),
		message,
	]);

describe("LabelReport", () => {
	test("takes the right label, or a verdict", () => {
		expect(problems({ label: "A" })).toBeUndefined();
		expect(problems({ correct: false, labelledAtMs: 1_790_000_000_000 })).toBeUndefined();
	});

	test("takes not both, and not neither", () => {
		const complaint = [["label", "give either label or correct, and not both"]];
		expect(problems({})).toEqual(complaint);
		expect(problems({ label: "A", correct: true })).toEqual(complaint);
	});

	test("names the field that is wrong", () => {
		expect(problems({ label: "A", requestId: "42" })?.[0]?.[0]).toBe("requestId");
		expect(problems({ label: "A", source: "Somebody & Sons" })?.[0]?.[0]).toBe("source");
		expect(problems({ label: "A", labelledAtMs: -1 })?.[0]?.[0]).toBe("labelledAtMs");
	});
});

describe("LabelBatch", () => {
	test("is bounded, and does not look into its items", () => {
		expect(LabelBatch.safeParse({ labels: [{ nonsense: true }] }).success).toBe(true);
		expect(LabelBatch.safeParse({ labels: Array(501).fill({}) }).success).toBe(false);
		expect(LabelBatch.safeParse({ labels: [] }).success).toBe(false);
	});
});
