import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { docComplaints } from "./doc_complaints.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

describe("docComplaints()", () => {
	test("finds the export without documentation and the one without a type", () => {
		const complaints = docComplaints(["testdata/undocumented.ts"], here).join("\n");
		expect(complaints).toContain("missing-jsdoc");
		expect(complaints).toContain("missing-explicit-type");
	});

	test("has nothing against a documented and typed export", () => {
		expect(docComplaints(["testdata/documented.ts"], here)).toEqual([]);
	});
});
