import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AnsweredRequest, judge } from "./judge.ts";

const both: AnsweredRequest = { answeredBy: "device", hasCopy: true, cloudLabel: "R", deviceLabel: "S" };

describe("judge()", () => {
	test("holds the right label against every answer that there is", () => {
		expect(judge({ label: "R" }, both)).toEqual({ cloud: true, device: false });
		expect(judge({ label: "R" }, { ...both, deviceLabel: null })).toEqual({ cloud: true, device: null });
	});

	test("takes right and wrong as said of the answer that the user got", () => {
		expect(judge({ correct: true }, both)).toEqual({ cloud: false, device: true });
		expect(judge({ correct: true }, { ...both, answeredBy: "cloud" })).toEqual({
			cloud: true,
			device: false,
		});
	});

	test("says nothing of another label when the answer was wrong, and the same of the same label", () => {
		expect(judge({ correct: false }, both)).toEqual({ cloud: null, device: false });
		expect(judge({ correct: false }, { ...both, cloudLabel: "S" })).toEqual({ cloud: false, device: false });
	});

	test("waits where a copy ran and nobody said yet whose answer the user got", () => {
		const unreported = { ...both, answeredBy: null };
		expect(judge({ correct: true }, unreported)).toEqual({ cloud: null, device: null });
		expect(judge({ correct: true }, { ...unreported, hasCopy: false, deviceLabel: null })).toEqual({
			cloud: true,
			device: null,
		});
	});

	test("says nothing by right or wrong where there was no answer, with a copy or without; the right label judges all", () => {
		for (const hasCopy of [true, false]) {
			const unanswered: AnsweredRequest = { ...both, answeredBy: "none", hasCopy };
			expect(judge({ correct: true }, unanswered)).toEqual({ cloud: null, device: null });
			expect(judge({ label: "R" }, unanswered)).toEqual({ cloud: true, device: false });
		}
	});

	test("a verdict never turns, whatever becomes known in whatever order", () => {
		const label = fc.constantFrom("R", "S", "T");
		const said = fc.oneof(
			label.map((label) => ({ label })),
			fc.boolean().map((correct) => ({ correct })),
		);
		// Where no copy was named, the cloud answered: what a report says against that comes too late for a verdict.
		const whose = fc.constantFrom(
			...(["cloud", "device", "none"] as const).map((answeredBy) => ({ answeredBy, hasCopy: true })),
			{ answeredBy: "cloud" as const, hasCopy: false },
		);
		const answered = fc
			.record({ whose, cloudLabel: label, deviceLabel: label })
			.map(({ whose, ...labels }) => ({ ...whose, ...labels }));
		const hidden = fc.record({
			answeredBy: fc.boolean(),
			cloudLabel: fc.boolean(),
			deviceLabel: fc.boolean(),
		});
		fc.assert(
			fc.property(said, answered, hidden, (said, answered, hidden) => {
				const partial: AnsweredRequest = {
					hasCopy: answered.hasCopy,
					answeredBy: hidden.answeredBy ? null : answered.answeredBy,
					cloudLabel: hidden.cloudLabel ? null : answered.cloudLabel,
					deviceLabel: hidden.deviceLabel ? null : answered.deviceLabel,
				};
				const early = judge(said, partial);
				const late = judge(said, answered);
				for (const place of ["cloud", "device"] as const) {
					if (early[place] !== null) expect(early[place]).toBe(late[place]);
				}
			}),
			{ seed: 5, numRuns: 1000 },
		);
	});
});
