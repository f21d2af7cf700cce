import { expect, test } from "vitest";
import { pageTable, terminalTable, verdict } from "./number_tables.ts";
import type { Row } from "./row.ts";

const kept: Row = {
	what: "SDK core, gzip",
	goal: { atMost: 12, unit: "kB" },
	measured: 8.61,
	spread: "one build",
};
const broken: Row = {
	what: "cached start",
	goal: { atMost: 1.5, unit: "s" },
	measured: 1.7,
	spread: "12 visits, 1.40 to 2.30 s",
};

test("a goal that is not met says so, in both tables and in the verdict", () => {
	expect(terminalTable([kept, broken])).toMatch(
		/^SDK core, gzip {2}at most 12 kB {2}8\.6 kB +yes +one build$/m,
	);
	expect(terminalTable([kept, broken])).toMatch(/^cached start +at most 1\.5 s +1\.70 s +NO +12 visits/m);
	expect(pageTable([broken])).toMatch(/^\| cached start \| +at most 1\.5 s \| +1\.70 s \| +NO \| 12 visits/m);
	expect(verdict([kept, broken])).toBe("1 of 2 goals are met; not met: cached start.");
	expect(verdict([kept])).toBe("1 of 1 goals are met.");
});
