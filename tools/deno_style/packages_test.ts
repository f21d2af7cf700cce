import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { packagesOn, withExamples } from "./packages.ts";

const libs = fileURLToPath(new URL("../../libs", import.meta.url));

test("examples are found in a package's folders, too, but not in its commands", () => {
	const found = packagesOn("any", libs)
		.flatMap(withExamples)
		.map((path) => relative(libs, path));
	expect(found).toContain("simulation/device_choice.ts");
	expect(found).toContain("simulation/paper/claim.ts");
	expect(found.filter((path) => /feedback|_test|\/cli\//.test(path))).toEqual([]);
});
