import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleAnswer, sampleEntry } from "../testdata/sample_entry.ts";
import { figuresOf } from "./history_figures.ts";

const nano = { name: "characters-nano", version: "1.0.0", accuracy: 0.7 };

test("an empty history claims nothing", () => {
	const { onTime, fromCloud, expected, right } = figuresOf([]);
	expect([onTime.value, fromCloud.value, expected.value, right.value]).toEqual([null, null, null, null]);
});

test("a morning on the train", () => {
	const entries = [
		sampleEntry({ judgement: { label: "T" } }),
		sampleEntry(),
		sampleEntry({ answer: sampleAnswer({ by: "device", model: nano }), judgement: { correct: false } }),
		sampleEntry({ answer: sampleAnswer({ late: true, model: { ...nano, accuracy: null } }) }),
		sampleEntry({ answer: null }),
	];
	const figures = figuresOf(entries);
	expect(figures.onTime).toEqual({ part: 3, of: 5, value: 0.6 });
	expect(figures.fromCloud).toEqual({ part: 3, of: 4, value: 0.75 });
	expect(figures.expected.of).toBe(3);
	expect(figures.expected.value).toBeCloseTo((0.96 + 0.96 + 0.7) / 3, 12);
	expect(figures.right).toEqual({ part: 1, of: 2, value: 0.5 });
});

test("shares stay shares, and do not depend on the order", () => {
	const entry = fc.record({
		isAnswered: fc.boolean(),
		late: fc.boolean(),
		by: fc.constantFrom("cloud" as const, "device" as const),
		accuracy: fc.option(fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8)),
		correct: fc.option(fc.boolean()),
	});
	fc.assert(
		fc.property(fc.array(entry), (made) => {
			const entries = made.map(({ isAnswered, late, by, accuracy, correct }) =>
				sampleEntry({
					answer: isAnswered ? sampleAnswer({ late, by, model: { ...nano, accuracy } }) : null,
					judgement: correct === null ? null : { correct },
				}),
			);
			const figures = figuresOf(entries);
			expect(figuresOf(entries.toReversed())).toEqual(figures);
			expect(figures.onTime.part).toBeLessThanOrEqual(figures.fromCloud.of);
			for (const { value, of } of Object.values(figures)) {
				expect(value === null).toBe(of === 0);
				expect(value ?? 0).toBeGreaterThanOrEqual(0);
				expect(value ?? 0).toBeLessThanOrEqual(1);
			}
		}),
	);
});
