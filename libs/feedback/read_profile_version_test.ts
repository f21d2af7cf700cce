import { expect, test } from "vitest";
import { readProfileVersion } from "./read_profile_version.ts";
import { exampleVersion } from "./testdata/example_profiles.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

test("readProfileVersion() finds a version of one model on one host, and the nearest that have a state", () => {
	const path = temporaryFile();
	const { database, insert } = memoryLog(path);
	insert([
		{ profileVersion: exampleVersion(2, { state: { mean: 2 } }) },
		{ profileVersion: exampleVersion(4, { state: null }) },
		{ profileVersion: exampleVersion(6, { state: null }) },
		{ profileVersion: exampleVersion(8, { state: { mean: 8 } }) },
		// Another model's, and another gateway's, are not this one's.
		{ profileVersion: exampleVersion(5, { model: "model-8" }) },
		{ profileVersion: exampleVersion(3, { host: "gateway-2" }) },
	]);
	database.close();
	const read = (version: number) =>
		readProfileVersion({ path, host: "gateway-1", task: "characters", model: "model-7", version });
	expect(read(2)).toEqual({ known: true, state: { mean: 2 }, nearest: [2, 8] });
	expect(read(6)).toEqual({ known: true, state: null, nearest: [2, 8] });
	expect(read(5)).toEqual({ known: false, state: null, nearest: [2, 8] });
	expect(read(1)).toEqual({ known: false, state: null, nearest: [2] });
	expect(read(99)).toEqual({ known: false, state: null, nearest: [8] });
});
