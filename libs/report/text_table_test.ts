import { expect, test } from "vitest";
import { textTable } from "./text_table.ts";

test("a table sets numbers flush right and words flush left", () => {
	expect(
		textTable([
			["model", "share"],
			["large", "5.0 %"],
			["a", "100.0 %"],
		]),
	).toBe("model    share\n─────  ───────\nlarge    5.0 %\na      100.0 %\n");
});
