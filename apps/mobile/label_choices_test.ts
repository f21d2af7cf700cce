import { expect, test } from "vitest";
import { labelChoices } from "./label_choices.ts";

test("the runners-up come first, then the rest in the task's order, never the wrong one", () => {
	const answered = ["7", "1", "T"].map((label) => ({ label, probability: 0.3 }));
	expect(labelChoices(answered, ["0", "1", "2", "7", "T"])).toEqual({
		likely: ["1", "T"],
		others: ["0", "2"],
	});
});

test("offline from the start, when the task is not known, the runners-up can be chosen all the same", () => {
	const answered = ["7", "1"].map((label) => ({ label, probability: 0.5 }));
	expect(labelChoices(answered, [])).toEqual({ likely: ["1"], others: [] });
});
