import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readNewestRequests } from "./read_newest_requests.ts";
import { exampleExecution, exampleRecord } from "./testdata/example_records.ts";
import { exampleReport } from "./testdata/example_reports.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

test("ids of requests that ran in the cloud come back, the newest runs' only, oldest first", () => {
	const path = temporaryFile();
	const { insert } = memoryLog(path);
	insert([exampleRecord("a"), exampleRecord("b")]);
	insert([{ execution: exampleExecution("measured", { cause: "profiling" }) }]);
	insert([{ report: exampleReport("a"), receivedAtMs: 1_700_000_000_000 }]);
	insert([exampleRecord("c")]);
	expect(readNewestRequests({ path, runs: 100 })).toEqual(["a", "b", "c"]);
	expect(readNewestRequests({ path, runs: 4 })).toEqual(["b", "c"]);
});

test("where there is no file there are none; what is no log is named", () => {
	const path = temporaryFile();
	expect(readNewestRequests({ path, runs: 1 })).toEqual([]);
	writeFileSync(path, "Dear diary, ".repeat(1000));
	expect(() => readNewestRequests({ path, runs: 1 })).toThrow(
		expect.objectContaining({ reason: "not-a-database" }),
	);
});
