import { expect, test } from "vitest";
import { markdownTable } from "./markdown_table.ts";

test("a Markdown table is aligned for the terminal, too", () => {
	expect(
		markdownTable([
			["model", "share"],
			["large", "5.0 %"],
			["a", "100.0 %"],
		]),
	).toBe("| model |   share |\n| ----- | ------: |\n| large |   5.0 % |\n| a     | 100.0 % |\n");
});
