import Database from "better-sqlite3";
import { describe, expect, test, vi } from "vitest";
import { forgetProfileVersions, shrinkProfileVersions } from "./forget_profile_versions.ts";
import { exampleVersion } from "./testdata/example_profiles.ts";
import { exampleDecision } from "./testdata/example_records.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

const nowMs = 1_700_000_400_000;
const hourMs = 3_600_000;

/** A log of one model that was refreshed every second until a while ago. */
function refreshedLog({ versions, path = ":memory:", agoMs = hourMs }: LogSize) {
	const log = memoryLog(path);
	const atMs = (version: number) => nowMs - agoMs - (versions - version) * 1000;
	log.insert(
		Array.from({ length: versions }, (_, version) => ({
			profileVersion: exampleVersion(version, { atMs: atMs(version) }),
		})),
	);
	const rows = (where: string) =>
		log.database
			.prepare(`SELECT version FROM profile_versions WHERE ${where} ORDER BY version`)
			.pluck()
			.all();
	return { ...log, atMs, rows };
}

interface LogSize {
	versions: number;
	path?: string;
	agoMs?: number;
}

/** Steps until there is nothing more to look at; how many there were. */
function finish(step: () => boolean): number {
	let steps = 1;
	while (step()) steps++;
	return steps;
}

/** What a function prepares, as SQLite would run it. */
function plans(database: Database.Database, prepare: (database: Database.Database) => unknown) {
	const spy = vi.spyOn(database, "prepare");
	prepare(database);
	const statements = spy.mock.calls.map(([sql]) => sql);
	spy.mockRestore();
	return statements.map((sql) => {
		// A plan does not depend on what is bound, but all of it must be.
		const names = [...sql.matchAll(/@(\w+)/g)].map(([, name]) => [name, 0]);
		const bound = names.length > 0 ? [Object.fromEntries(names)] : (sql.match(/\?/g) ?? []).map(() => 0);
		const plan = database.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...bound);
		return { sql, details: plan.map(({ detail }) => detail) };
	});
}

describe("forgetProfileVersions() and shrinkProfileVersions()", () => {
	test.each([
		["forget", forgetProfileVersions],
		["shrink", shrinkProfileVersions],
	])("%s by steps in indices, which end after a few rows, however old the log is", (_, prepare) => {
		const { database } = memoryLog();
		for (const { sql, details } of plans(database, prepare)) {
			// A row is found by its id, or all its columns in the index but the last are known; nothing is sorted.
			const steps = details.filter(
				(detail) => !/SUBQUERY|CO-ROUTINE|CONSTANT ROW|\(subquery-\d+\)/.test(detail),
			);
			for (const step of steps) {
				expect(step).toMatch(
					/rowid=\?|host=\? AND task=\? AND model=\? AND version[<>]\?|_by_time|checkpoints USING PRIMARY KEY/,
				);
			}
			const ends = sql.match(/LIMIT|count\(|min\(decided|max\(seq|id = \?/g) ?? [];
			expect(ends.length).toBeGreaterThanOrEqual(
				sql.match(/(FROM|UPDATE) (profile_versions|decisions)/g)?.length ?? 0,
			);
		}
	});

	test("look at each version once after a restart, and change and lock nothing where that was done before", () => {
		const path = temporaryFile();
		const { database } = refreshedLog({ versions: 640, path });
		const first = forgetProfileVersions(database);
		finish(() => first(0, nowMs));
		database.pragma("busy_timeout = 1");
		const other = new Database(path);
		other.exec("BEGIN IMMEDIATE");
		const again = forgetProfileVersions(database);
		expect(finish(() => again(0, nowMs))).toBe(640 / 32 + 1);
		other.close();
	});

	test("meet again what the lock of another program kept from being forgotten", () => {
		const path = temporaryFile();
		const { database, rows } = refreshedLog({ versions: 64, path });
		database.pragma("busy_timeout = 1");
		const forget = forgetProfileVersions(database);
		const other = new Database(path);
		other.exec("BEGIN IMMEDIATE");
		expect(() => forget(nowMs, nowMs)).toThrow("locked");
		other.exec("ROLLBACK");
		other.close();
		finish(() => forget(nowMs, nowMs));
		expect(rows("true")).toEqual([63]);
	});

	test("keep for longer what a clock that was set back makes look young", () => {
		const { database, insert, rows } = memoryLogOf([10, 20, 90, 30, 40].map((second) => second * 1000));
		const forget = forgetProfileVersions(database);
		finish(() => forget(50_000, nowMs));
		// What the clock calls young stays, with what it replaced: the last version before it.
		expect(rows("true")).toEqual([1, 2, 4]);
		insert([{ profileVersion: exampleVersion(5, { atMs: 100_000 }) }]);
		finish(() => forget(200_000, nowMs));
		const restarted = forgetProfileVersions(database);
		finish(() => restarted(200_000, nowMs));
		expect(rows("true")).toEqual([5]);
	});

	test("make room from the oldest on, and keep the newest hundred of a model with their states", () => {
		const { database, rows } = refreshedLog({ versions: 500, agoMs: hourMs / 60 });
		const shrink = shrinkProfileVersions(database);
		let before = 500;
		finish(() => {
			const isMore = shrink(nowMs);
			const kept = rows("true");
			expect(before - kept.length).toBeLessThanOrEqual(32);
			expect(kept).toEqual(Array.from({ length: kept.length }, (_, index) => 500 - kept.length + index));
			before = kept.length;
			return isMore;
		});
		expect(rows("state IS NOT NULL")).toEqual(Array.from({ length: 100 }, (_, index) => 400 + index));
	});

	test("make room around what a request was chosen by, until that request is gone", () => {
		const { database, insert, rows, atMs } = refreshedLog({ versions: 500 });
		insert([
			// It took 20 s to arrive, so that its version is younger than it is.
			{ decision: exampleDecision("slow", { decidedAtMs: atMs(100), profileVersion: 120 }) },
			{ decision: exampleDecision("quick", { decidedAtMs: atMs(200), profileVersion: 200 }) },
			{ decision: exampleDecision("elsewhere", { decidedAtMs: atMs(300), profileVersion: 300, host: "b" }) },
		]);
		const shrink = shrinkProfileVersions(database);
		finish(() => shrink(nowMs));
		expect(rows("version < 400")).toEqual([120, 200]);
		expect(rows("version < 400 AND state IS NOT NULL")).toEqual([]);
		// What the version 200 replaced goes once all requests came well after it.
		database.exec("DELETE FROM decisions WHERE request_id <> 'elsewhere'");
		finish(() => shrink(nowMs));
		expect(rows("version < 400")).toEqual([200]);
	});

	test("leave what somebody did to a profile until it is in a checkpoint", () => {
		const { database, insert, rows } = refreshedLog({ versions: 300 });
		const pins = [7, 9].map((seq, index) => exampleVersion(-2 + index, { cause: "pin", atMs: 0, seq }));
		insert(pins.map((profileVersion) => ({ profileVersion })));
		insert([{ checkpoint: { host: "gateway-1", seq: 8, atMs: nowMs, state: {} } }]);
		const shrink = shrinkProfileVersions(database);
		finish(() => shrink(nowMs));
		expect(rows("version < 200")).toEqual([-1]);
	});
});

/** A log of one model with versions of these times. */
function memoryLogOf(atMs: number[]) {
	const log = memoryLog();
	log.insert(atMs.map((at, version) => ({ profileVersion: exampleVersion(version, { atMs: at }) })));
	const rows = (where: string) =>
		log.database
			.prepare(`SELECT version FROM profile_versions WHERE ${where} ORDER BY version`)
			.pluck()
			.all();
	return { ...log, rows };
}
