import { LabelReport } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import { batchAnswer, parseItems } from "./batch_results.ts";

const first = "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11";
const second = "1c9f0a3e-52a7-4a51-9a3e-6d1f2b7c8d90";
const items = [
	{ requestId: first, label: "A", source: "user" },
	"nonsense",
	{ requestId: "42", label: "A", source: "user" },
	{ requestId: second, correct: true, source: "user" },
];

describe("a batch", () => {
	test("is parsed item by item: a bad one does not block the rest", () => {
		const { sound, invalid } = parseItems(items, LabelReport);
		expect(sound.map(({ index, item }) => [index, item.requestId])).toEqual([
			[0, first],
			[3, second],
		]);
		expect(invalid).toMatchObject([
			{ index: 1, requestId: null, status: "invalid" },
			{ index: 2, requestId: "42", status: "invalid", detail: expect.stringMatching(/^requestId: /) },
		]);
	});

	test("is answered in its order, one result an item", () => {
		const answer = batchAnswer(parseItems(items, LabelReport), [
			{ requestId: first, status: "recorded", lessons: [] },
			{ requestId: second, status: "unknown-request", detail: "nobody asked that", lessons: [] },
		]);
		expect(answer.results.map(({ index, status }) => [index, status])).toEqual([
			[0, "recorded"],
			[1, "invalid"],
			[2, "invalid"],
			[3, "unknown-request"],
		]);
		expect(answer.results[3]?.detail).toBe("nobody asked that");
	});
});
