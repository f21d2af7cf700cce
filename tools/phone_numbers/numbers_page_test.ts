import { expect, test } from "vitest";
import { numbersPage } from "./numbers_page.ts";

test("the page says what was measured, on what, and which goal is not met", () => {
	const row = {
		what: "cached start",
		goal: { atMost: 1.5, unit: "s" },
		measured: 1.7,
		spread: "12 visits",
	} as const;
	const machine = {
		cores: 2,
		processor: "EPYC",
		node: "20.20.2",
		chromium: "156.0",
		load: 0.12,
		loadAfter: 2,
	};
	const page = numbersPage([row], machine);
	expect(page).toContain("0 of 1 goals are met; not met: cached start.");
	expect(page).toContain("headless Chromium 156.0");
	expect(page).toMatch(/2 cores of\nEPYC, Node 20\.20\.2; load 0\.1 before and 2\.0 after/);
	expect(page).toMatch(/^\| cached start \| +at most 1\.5 s \| +1\.70 s \| +NO \| 12 visits \|$/m);
});
