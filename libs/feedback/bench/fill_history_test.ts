import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { recomputedSums, writtenSums } from "../testdata/sums.ts";
import { temporaryFile } from "../testdata/temporary_folder.ts";
import { fillHistory } from "./fill_history.ts";

test("the history that is measured is sound: its sums are those of its rows, and one of ten requests is labelled", () => {
	const path = temporaryFile();
	let done = 0;
	fillHistory({
		path,
		rows: 3000,
		cacheMiB: 16,
		untilMs: 1_700_000_000_000,
		progress: (more) => (done += more),
	});
	const database = new Database(path);
	expect(done).toBe(3000);
	expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
	const counts = database
		.prepare(
			`SELECT count(*) AS requests, sum(answered_by IS NOT NULL) / 3000.0 AS reported,
				sum(label IS NOT NULL) / 3000.0 AS labelled, count(DISTINCT request_id) AS ids FROM requests`,
		)
		.get() as Record<string, number>;
	expect(counts).toMatchObject({ requests: 3000, ids: 3000 });
	expect(counts.reported).toBeCloseTo(0.8, 1);
	expect(counts.labelled).toBeCloseTo(0.1, 1);
	expect(writtenSums((sql) => database.prepare(sql).all())).toEqual(recomputedSums(database));
	database.close();
});
