import { truncateSync, writeFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lastSeq } from "./last_seq.ts";
import type { Lesson } from "./lesson.ts";
import type { OutcomeRecord } from "./records.ts";
import { type ReplayEvent, readReplay } from "./replay.ts";
import { exampleVersion } from "./testdata/example_profiles.ts";
import { exampleExecution, exampleRecord } from "./testdata/example_records.ts";
import { exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { memoryLog } from "./testdata/memory_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";

const host = "gateway-1";

function learned(lesson: Lesson, seq: number): OutcomeRecord {
	const source = lesson.kind === "verdict" ? lesson.source : null;
	return { learned: { seq, host, requestId: lesson.requestId, place: lesson.place, source } };
}

function run(requestId: string, seq: number | null): OutcomeRecord {
	return { execution: exampleExecution(requestId, { cause: "profiling", seq }) };
}

const order = (path: string) => [...readReplay({ path, host })].map(({ kind, seq }) => [kind, seq]);

describe("readReplay()", () => {
	test("is empty where there is no file, and where nothing was learned", () => {
		expect([...readReplay({ path: temporaryFile(), host })]).toEqual([]);
		const path = temporaryFile();
		memoryLog(path).insert([exampleRecord("r"), run("p", null)]);
		expect(order(path)).toEqual([]);
	});

	test("gives runs, verdicts and interventions in the order of learning, whatever order they were written in", () => {
		const path = temporaryFile();
		const { insert, report, label } = memoryLog(path);
		insert([exampleRecord("r"), run("first", 1), run("fifth", 5)]);
		const lessons = [...report(exampleReport("r")), ...label(exampleLabel("r"))].flatMap(
			(item) => item.lessons,
		);
		expect(lessons.map(({ kind, place }) => [kind, place])).toEqual([
			["run", "device"],
			["verdict", "cloud"],
			["verdict", "device"],
		]);
		insert([learned(lessons[1]!, 4), learned(lessons[0]!, 2), learned(lessons[2]!, 6)]);
		insert([{ profileVersion: exampleVersion(7, { cause: "pin", seq: 3 }) }]);
		const events = [...readReplay({ path, host })];
		expect(events.map(({ kind, seq }) => [kind, seq])).toEqual([
			["execution", 1],
			["execution", 2],
			["version", 3],
			["verdict", 4],
			["execution", 5],
			["verdict", 6],
		]);
		expect(events[3]).toEqual({ kind: "verdict", seq: 4, lesson: lessons[1] });
		expect(events[1]).toMatchObject({ place: "device", model: "model-0", serviceMs: 3.5, sha256: null });
	});

	test("dates a run on a device as it was learned, by the first report of its request, whichever brought the run", () => {
		const path = temporaryFile();
		const { insert } = memoryLog(path);
		insert([exampleRecord("a"), exampleRecord("b")]);
		const reports = [
			{ report: exampleReport("a"), receivedAtMs: 1_700_000_010_000 },
			{ report: exampleReport("b", { device: undefined }), receivedAtMs: 1_700_000_020_000 },
			{ report: exampleReport("b"), receivedAtMs: 1_700_000_030_000 },
		];
		const lessons = insert(reports).results.flatMap((item) => item.lessons);
		insert(lessons.map((lesson, index) => learned(lesson, index + 1)));
		const learnedAt = lessons.map(({ requestId, atMs }) => [requestId, atMs]);
		expect(learnedAt).toEqual([
			["a", 1_700_000_010_000],
			["b", 1_700_000_020_000],
		]);
		const replayedAt = [...readReplay({ path, host })].map(
			(event) => event.kind === "execution" && event.atMs,
		);
		expect(replayedAt).toEqual(lessons.map(({ atMs }) => atMs));
	});

	test("begins with the newest checkpoint, and leaves out what is in it", () => {
		const path = temporaryFile();
		const { insert, all } = memoryLog(path);
		insert([1, 2, 3, 4].map((seq) => run(String(seq), seq)));
		for (const seq of [1, 2, 3]) insert([{ checkpoint: { host, seq, atMs: seq, state: { upTo: seq } } }]);
		expect(order(path)).toEqual([
			["checkpoint", 3],
			["execution", 4],
		]);
		expect(readReplay({ path, host }).next().value).toMatchObject({ state: { upTo: 3 } });
		expect(all("SELECT seq FROM checkpoints ORDER BY seq")).toEqual([{ seq: 2 }, { seq: 3 }]);
	});

	test("ends with verdicts that nobody had learned when the end came", () => {
		const path = temporaryFile();
		const { insert, label } = memoryLog(path);
		insert([exampleRecord("r"), run("p", 9)]);
		label(exampleLabel("r"));
		expect(order(path)).toEqual([
			["execution", 9],
			["verdict", null],
		]);
	});

	test("leaves out what other hosts learned", () => {
		const path = temporaryFile();
		const { insert } = memoryLog(path);
		insert([{ execution: exampleExecution("p", { host: "gateway-2", seq: 1 }) }]);
		expect(order(path)).toEqual([]);
	});

	test("can be left in the middle", () => {
		const path = temporaryFile();
		memoryLog(path).insert([run("a", 1), run("b", 2)]);
		const seen: ReplayEvent[] = [];
		for (const event of readReplay({ path, host })) {
			seen.push(event);
			break;
		}
		expect(seen).toHaveLength(1);
	});

	test("any events in any batches come back sorted, exactly once, with the numbers that went in", {
		timeout: 30_000,
	}, () => {
		const events = fc.uniqueArray(
			fc.record({ seq: fc.integer({ min: 1, max: 1e9 }), ms: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
			{
				selector: ({ seq }) => seq,
				maxLength: 40,
			},
		);
		fc.assert(
			fc.property(events, fc.nat(1e9), (events, after) => {
				const path = temporaryFile();
				const { database, insert } = memoryLog(path);
				insert(
					events.map(({ seq, ms }) => ({ execution: exampleExecution(`r${seq}`, { seq, serviceMs: ms }) })),
				);
				insert([{ checkpoint: { host, seq: after, atMs: 0, state: {} } }]);
				const expected = events.filter(({ seq }) => seq > after).toSorted((a, b) => a.seq - b.seq);
				const replayed = [...readReplay({ path, host })].slice(1);
				expect(
					replayed.map((event) => event.kind === "execution" && { seq: event.seq, ms: event.serviceMs }),
				).toEqual(expected);
				expect(lastSeq(database, host)).toBe(Math.max(after, ...events.map(({ seq }) => seq)));
				database.close();
			}),
			{ seed: 5, numRuns: 30 },
		);
	});

	test("says what is wrong with a file that is not an outcome log or was cut short", () => {
		const text = temporaryFile();
		writeFileSync(text, "Dear diary, ".repeat(1000));
		expect(() => order(text)).toThrow(expect.objectContaining({ reason: "not-a-database" }));
		const cut = temporaryFile();
		const { database } = memoryLog(cut);
		database.close();
		truncateSync(cut, 5000);
		expect(() => order(cut)).toThrow(expect.objectContaining({ reason: "corrupt" }));
	});
});
