import { statSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { type Housekeeper, housekeeper } from "./housekeeping.ts";
import { exampleVersion } from "./testdata/example_profiles.ts";
import { exampleDecision, exampleExecution } from "./testdata/example_records.ts";
import { exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { exampleOptions, memoryLog, receivedAtMs } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** A request a minute, the newest at receivedAtMs, each with a report and a label. */
function filledLog(path: string, requests: number) {
	const log = memoryLog(path);
	const ids = Array.from({ length: requests }, (_, index) => String(index));
	log.insert(
		ids.map((id, index) => ({
			decision: exampleDecision(id, { decidedAtMs: receivedAtMs - (requests - 1 - index) * 60_000 }),
			execution: exampleExecution(id),
		})),
	);
	log.report(...ids.map((id) => exampleReport(id)));
	log.label(...ids.map((id) => exampleLabel(id)));
	return log;
}

/** Steps until there is nothing to do at once; the longest and how many there were. */
function tidy(keeper: Housekeeper, nowMs: number): { steps: number } {
	let steps = 1;
	while (keeper.step(nowMs, true) < 100) steps++;
	return { steps };
}

const counts = (all: (sql: string) => unknown[]) =>
	Object.fromEntries(
		["decisions", "executions", "answers", "labels", "verdicts"].map((table) => {
			const [row] = all(`SELECT count(*) AS rows FROM ${table}`) as { rows: number }[];
			return [table, row?.rows];
		}),
	);

describe("housekeeper()", () => {
	test("deletes what is older than the horizon with all that belongs to it, in small steps, and nothing else", () => {
		const { database, all } = filledLog(temporaryFile(), 300);
		const sums = all("SELECT * FROM model_usage_by_hour");
		const keeper = housekeeper(database, { ...exampleOptions, horizonMs: 100 * 60_000 });
		const { steps } = tidy(keeper, receivedAtMs);
		expect(counts(all)).toEqual({
			decisions: 101,
			executions: 202,
			answers: 101,
			labels: 101,
			verdicts: 202,
		});
		expect(all("SELECT min(decided_at_ms) AS oldest FROM decisions")).toEqual([
			{ oldest: receivedAtMs - 100 * 60_000 },
		]);
		expect(steps).toBeGreaterThan(10);
		expect(all("SELECT * FROM model_usage_by_hour")).toEqual(sums);
		expect(all("SELECT count(*) AS requests FROM requests WHERE answered_right = 0")).toEqual([
			{ requests: 101 },
		]);
	});

	test("deletes profiling runs too, and keeps those of the horizon", () => {
		const { database, insert, all } = memoryLog();
		insert(
			[receivedAtMs - 2 * dayMs, receivedAtMs].map((startedAtMs, index) => ({
				execution: exampleExecution(String(index), { cause: "profiling", startedAtMs }),
			})),
		);
		tidy(housekeeper(database, { ...exampleOptions, horizonMs: dayMs }), receivedAtMs);
		expect(all("SELECT request_id FROM executions")).toEqual([{ request_id: "1" }]);
	});

	test("keeps the file below its largest size by deleting the oldest, however young, and gives the space back", () => {
		const path = temporaryFile();
		const { database } = filledLog(path, 10_000);
		const size = () => {
			database.pragma("wal_checkpoint(TRUNCATE)");
			return statSync(path).size;
		};
		const before = size();
		const maxBytes = before / 4;
		tidy(housekeeper(database, { ...exampleOptions, maxBytes }), receivedAtMs);
		const free = Number(database.pragma("freelist_count", { simple: true })) * 4096;
		expect(size() - free).toBeLessThanOrEqual(maxBytes);
		expect(size()).toBeLessThan(maxBytes + 1200 * 4096 + maxBytes / 8);
		const kept = database.prepare("SELECT min(decided_at_ms) FROM decisions").pluck().get();
		const newest = database
			.prepare("SELECT count(*) FROM decisions WHERE decided_at_ms >= ?")
			.pluck()
			.get(kept);
		expect(newest).toBe(database.prepare("SELECT count(*) FROM decisions").pluck().get());
		expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
	}, 30_000);

	describe("in a file that versions of profiles fill", () => {
		const newestMs = receivedAtMs;
		const rows = (all: (sql: string) => unknown[]) =>
			(all("SELECT count(*) AS rows FROM profile_versions") as { rows: number }[])[0]!.rows;

		/** A version a second, and a request every 20th, with a report and a label. */
		function versionsAndRequests() {
			const log = memoryLog();
			const atMs = (version: number) => newestMs - (4000 - version) * 1000;
			const requests = Array.from({ length: 200 }, (_, index) => ({
				id: String(index),
				version: index * 20,
			}));
			log.insert(
				Array.from({ length: 4000 }, (_, version) => ({
					profileVersion: exampleVersion(version, {
						atMs: atMs(version),
						meanMs: version,
						state: { mean: version, text: "x".repeat(500) },
					}),
				})),
			);
			log.insert(
				requests.map(({ id, version }) => ({
					decision: exampleDecision(id, { decidedAtMs: atMs(version) + 500, profileVersion: version }),
					execution: exampleExecution(id),
				})),
			);
			log.report(...requests.map(({ id }) => exampleReport(id)));
			log.label(...requests.map(({ id }) => exampleLabel(id)));
			return log;
		}

		test("lets them go in small steps, and keeps the requests with what was known for them", () => {
			const { database, all } = versionsAndRequests();
			const known = () =>
				all(`SELECT request_id, (SELECT mean_ms FROM profile_versions AS v
					WHERE v.host = d.host AND v.task = d.task AND v.model = d.model AND v.version <= d.profile_version
					ORDER BY v.version DESC LIMIT 1) AS mean_ms FROM decisions AS d ORDER BY id`);
			const before = { counts: counts(all), known: known() };
			const maxBytes = 1_000_000;
			const keeper = housekeeper(database, { ...exampleOptions, maxBytes });
			let left = rows(all);
			while (keeper.step(newestMs + 120_000, false) < 100) {
				expect(left - rows(all)).toBeLessThanOrEqual(64);
				left = rows(all);
			}
			expect(left).toBeLessThan(1500);
			const pages = ["page_count", "freelist_count"].map((name) =>
				Number(database.pragma(name, { simple: true })),
			);
			expect((pages[0]! - pages[1]!) * 4096).toBeLessThanOrEqual(maxBytes);
			expect(counts(all)).toEqual(before.counts);
			expect(known()).toEqual(before.known);
		});

		test("deletes no request when that no longer helps, and a new one with its report stays", () => {
			const { database, all, insert, report } = versionsAndRequests();
			const keeper = housekeeper(database, { ...exampleOptions, maxBytes: 160_000 });
			tidy(keeper, newestMs + 120_000);
			// What is left: requests for an eighth of the limit, the versions they need, and the newest hundred versions.
			const spared = Math.floor(160_000 / 8 / 1024);
			expect(counts(all)).toMatchObject({ decisions: spared, answers: spared, labels: spared });
			expect(rows(all)).toBeLessThanOrEqual(100 + spared);
			const decidedAtMs = newestMs + 119_000;
			insert([
				{
					decision: exampleDecision("new", { decidedAtMs, profileVersion: 4000 }),
					execution: exampleExecution("new", { startedAtMs: decidedAtMs }),
				},
			]);
			report(exampleReport("new"));
			expect(tidy(keeper, newestMs + 121_000).steps).toBeLessThan(5);
			expect(counts(all)).toMatchObject({ decisions: spared, answers: spared });
			expect(all("SELECT answered_by FROM requests WHERE request_id = 'new'")).toHaveLength(1);
		});
	});

	test("does not wait for the lock of another program, and goes on when it is gone", () => {
		const path = temporaryFile();
		const { database, all } = filledLog(path, 50);
		database.pragma("busy_timeout = 1");
		const keeper = housekeeper(database, { ...exampleOptions, horizonMs: 0 });
		const other = new Database(path);
		other.exec("BEGIN IMMEDIATE");
		expect(keeper.step(receivedAtMs + dayMs, false)).toBeGreaterThanOrEqual(100);
		expect(counts(all)).toMatchObject({ decisions: 50 });
		other.exec("ROLLBACK");
		tidy(keeper, receivedAtMs + dayMs);
		expect(counts(all)).toEqual({ decisions: 0, executions: 0, answers: 0, labels: 0, verdicts: 0 });
		other.close();
	});

	test("empties the WAL when nothing is written for a while, and leaves it to a reader that is in it", () => {
		const path = temporaryFile();
		const { database } = filledLog(path, 200);
		const keeper = housekeeper(database, exampleOptions);
		const reader = new Database(path, { readonly: true });
		reader.exec("BEGIN");
		reader.prepare("SELECT count(*) FROM decisions").get();
		keeper.step(receivedAtMs, true);
		expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
		reader.exec("COMMIT");
		keeper.step(receivedAtMs, false);
		keeper.step(receivedAtMs, true);
		expect(statSync(`${path}-wal`).size).toBe(0);
		reader.close();
	});

	test("of profile versions keeps the last before the horizon, for the decisions after it", () => {
		const { database, insert, all } = memoryLog();
		const at = [-200, -150, -120, -80, 0].map((days) => receivedAtMs + days * dayMs);
		insert(at.map((atMs, version) => ({ profileVersion: exampleVersion(version, { atMs }) })));
		tidy(housekeeper(database, exampleOptions), receivedAtMs);
		expect(all("SELECT version FROM profile_versions ORDER BY version")).toEqual([
			{ version: 2 },
			{ version: 3 },
			{ version: 4 },
		]);
	});

	test("deletes checkpoints of gateways that were not seen since the horizon, a few at a time, but never its own", () => {
		const { database, insert, all } = memoryLog();
		const { host } = exampleOptions;
		const checkpoint = (host: string, days: number, seq = 1) => ({
			checkpoint: { host, seq, atMs: receivedAtMs + days * dayMs, state: {} },
		});
		// Names of containers, each of which lived for a day, on both sides of this gateway's own in the alphabet.
		const gone = Array.from({ length: 40 }, (_, index) => `${index % 2 ? "a" : "z"}-${index}`);
		insert(gone.flatMap((name) => [checkpoint(name, -92), checkpoint(name, -91, 2)]));
		insert([checkpoint(host, -92), checkpoint("young", -89)]);
		const rows = () => (all("SELECT count(*) AS rows FROM checkpoints") as { rows: number }[])[0]!.rows;
		const keeper = housekeeper(database, exampleOptions);
		for (let round = 0; round < 40; round++) {
			const before = rows();
			keeper.step(receivedAtMs, true);
			expect(before - rows()).toBeLessThanOrEqual(8);
		}
		expect(all("SELECT host FROM checkpoints ORDER BY host")).toEqual([{ host }, { host: "young" }]);
	});

	test("of refreshes keeps one state an hour, and every state of an alarm, a rollback or the last hour", () => {
		const { database, insert, all } = memoryLog();
		const nowMs = Math.ceil(receivedAtMs / hourMs) * hourMs + 3 * hourMs;
		const versions = Array.from({ length: 120 }, (_, version) =>
			exampleVersion(version, {
				atMs: nowMs - (120 - version) * 60_000,
				cause: version === 7 ? "drift" : version === 8 ? "rollback" : "refresh",
			}),
		);
		insert(versions.map((profileVersion) => ({ profileVersion })));
		tidy(housekeeper(database, exampleOptions), nowMs);
		const kept = all("SELECT version FROM profile_versions WHERE state IS NOT NULL ORDER BY version");
		const lastHour = Array.from({ length: 60 }, (_, index) => ({ version: 60 + index }));
		expect(kept).toEqual([{ version: 7 }, { version: 8 }, { version: 59 }, ...lastHour]);
		expect(all("SELECT count(*) AS rows FROM profile_versions")).toEqual([{ rows: 120 }]);
	});
});
