import { type Answer, NoAnswerError } from "@mdinference/client";
import { expect, test } from "vitest";
import { sampleAnswer, sampleEntry } from "../testdata/sample_entry.ts";
import { entryOf, isRight } from "./history_entry.ts";

const asked = {
	number: 1,
	pictureUrl: "blob:1",
	askedAtMs: 1_790_000_000_000,
	slaMs: 250,
	mode: "duplicate",
} as const;
const answer: Answer = {
	...sampleAnswer(),
	requestId: "7b9cba35-5ae5-4d4e-8f2b-2a1e0e3c9a52",
	startedAtMs: 1_790_000_000_000,
	slaMs: 250,
	cloud: { state: "running", startMs: 0 },
	device: { state: "absent" },
};

test("an answer is kept with its picture, without the race that led to it", () => {
	expect(entryOf({ ...asked, answer }, "data:image/jpeg;base64,")).toEqual(sampleEntry());
});

test("a question without an answer is kept too: it missed its deadline", () => {
	const error = new NoAnswerError("3d8a0a52-7f0c-4a9e-8a0e-0f2f7b8f1c11", new Error("no network"), null);
	expect(entryOf({ ...asked, error }, "")).toMatchObject({ id: error.requestId, answer: null });
});

test("what failed before it was a request is not kept", () => {
	expect(entryOf({ ...asked, error: new RangeError("slaMs is 0") }, "")).toBe(null);
});

test("isRight() goes by the label that was named, or by the plain verdict", () => {
	const judged = [
		null,
		{ label: "T" },
		{ label: "7" },
		{ label: "Q" },
		{ correct: true },
		{ correct: false },
	].map((judgement) => isRight(sampleEntry({ judgement })));
	expect(judged).toEqual([null, true, false, false, true, false]);
	expect(isRight(sampleEntry({ answer: null, judgement: { correct: true } }))).toBe(null);
});
