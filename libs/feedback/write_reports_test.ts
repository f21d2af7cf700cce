import { describe, expect, test } from "vitest";
import { exampleDecision, exampleExecution, exampleRecord } from "./testdata/example_records.ts";
import { exampleDeviceOutcome, exampleLabel, exampleReport } from "./testdata/example_reports.ts";
import { memoryLog, receivedAtMs } from "./testdata/memory_log.ts";
import { mostSources } from "./write_labels.ts";

function logWith(...requestIds: string[]) {
	const log = memoryLog();
	log.insert(requestIds.map(exampleRecord));
	return log;
}

const statuses = (outcomes: { status: string }[]) => outcomes.map(({ status }) => status);

describe("a report", () => {
	test("says who answered, and brings the device's run to be learned from", () => {
		const { report, all } = logWith("r");
		expect(report(exampleReport("r"))).toEqual([
			{
				requestId: "r",
				status: "recorded",
				lessons: [
					{
						kind: "run",
						requestId: "r",
						task: "characters",
						model: "model-0",
						place: "device",
						atMs: receivedAtMs,
						serviceMs: 3.5,
						censored: false,
						cold: false,
					},
				],
			},
		]);
		expect(
			all("SELECT answered_by, on_time, elapsed_ms, answered_label, device_service_ms FROM requests"),
		).toEqual([
			{ answered_by: "device", on_time: 1, elapsed_ms: 250.75, answered_label: "S", device_service_ms: 3.5 },
		]);
	});

	test("is on time when the device's answer was ready at the deadline, though the clock read a little more", () => {
		const { report, all } = logWith("deadline", "late", "nobody", "cloud");
		report(
			exampleReport("deadline"),
			exampleReport("late", { reason: "device-late", elapsedMs: 250.75 }),
			exampleReport("nobody", { answeredBy: "none", reason: "nobody", elapsedMs: 90 }),
			exampleReport("cloud", { answeredBy: "cloud", reason: "cloud-in-time", elapsedMs: 250 }),
		);
		expect(all("SELECT request_id AS id, on_time FROM requests ORDER BY id")).toEqual([
			{ id: "cloud", on_time: 1 },
			{ id: "deadline", on_time: 1 },
			{ id: "late", on_time: 0 },
			{ id: "nobody", on_time: 0 },
		]);
	});

	test("twice changes nothing; another answer to the same request does not either, and is told so", () => {
		const { report, all } = logWith("r");
		report(exampleReport("r"));
		const before = all("SELECT * FROM requests");
		expect(report(exampleReport("r"))).toEqual([{ requestId: "r", status: "duplicate", lessons: [] }]);
		const [other] = report(exampleReport("r", { elapsedMs: 10 }));
		expect(other).toMatchObject({ status: "duplicate", detail: expect.stringContaining("first stays") });
		expect(all("SELECT * FROM requests")).toEqual(before);
	});

	test("may come again with the cloud's late answer, in either order", () => {
		const early = exampleReport("r");
		const late = exampleReport("r", { cloud: { status: "late", elapsedMs: 612, networkMs: 580 } });
		const answers = [
			[early, late],
			[late, early],
		].map((reports) => {
			const { report, all } = logWith("r");
			for (const one of reports) report(one);
			return all("SELECT * FROM answers");
		});
		expect(answers[0]).toEqual(answers[1]);
		expect(answers[0]).toMatchObject([
			{ cloud_status: "late", cloud_elapsed_ms: 612, cloud_network_ms: 580, answered_by: "device" },
		]);
	});

	test("of a copy that the request did not promise is taken: the model that it names ran, and gave the answer", () => {
		const { insert, report, label, all } = memoryLog();
		const alone = exampleRecord("late");
		insert([{ ...alone, decision: exampleDecision("late", { deviceModel: null, slaMs: 80 }) }]);
		const [first] = report(exampleReport("late", { reason: "cloud-failed", elapsedMs: 200 }));
		expect(first).toMatchObject({ status: "recorded", lessons: [{ kind: "run", model: "model-0" }] });
		expect(statuses(report(exampleReport("late", { reason: "cloud-failed", elapsedMs: 200 })))).toEqual([
			"duplicate",
		]);
		const [said] = label(exampleLabel("late", { correct: false }));
		expect(said?.lessons).toMatchObject([{ place: "device", model: "model-0", correct: false }]);
		expect(
			all("SELECT device_model, answered_by, answered_label, on_time, answered_right FROM requests"),
		).toEqual([
			{
				device_model: "model-0",
				answered_by: "device",
				answered_label: "S",
				// By the client's deadline of 250 ms, of which 80 were left when the cloud was asked.
				on_time: 1,
				answered_right: 0,
			},
		]);
		expect(all("SELECT sum(by_device) AS device, sum(answered_right) AS right FROM request_hours")).toEqual([
			{ device: 1, right: 0 },
		]);
	});

	test("an abandoned run on the device teaches a lower bound, a failed one nothing", () => {
		const { report } = logWith("a", "f");
		const run = (status: "abandoned" | "failed") =>
			exampleDeviceOutcome({ status, serviceMs: 200, label: undefined });
		const [abandoned, failed] = report(
			exampleReport("a", { answeredBy: "cloud", device: run("abandoned") }),
			exampleReport("f", { answeredBy: "cloud", device: run("failed") }),
		);
		expect(abandoned?.lessons).toMatchObject([{ kind: "run", serviceMs: 200, censored: true }]);
		expect(failed?.lessons).toEqual([]);
	});

	test("that contradicts its request is refused, names the field, and changes nothing", () => {
		const { insert, report, all } = logWith("r");
		insert([{ decision: exampleDecision("alone", { deviceModel: null }) }]);
		const outcomes = report(
			exampleReport("r", { task: "faces" }),
			exampleReport("r", { device: exampleDeviceOutcome({ model: "model-3" }) }),
			exampleReport("alone", { device: undefined }),
			exampleReport("r", { elapsedMs: -1 }),
			exampleReport("r", { elapsedMs: Number.NaN }),
			exampleReport("r", { elapsedMs: 1e12 }),
		);
		expect(new Set(statuses(outcomes))).toEqual(new Set(["invalid"]));
		expect(outcomes.map(({ detail }) => detail?.split(/[ :]/)[0])).toEqual([
			"task",
			"device.model",
			"answeredBy",
			"CHECK",
			"NOT",
			"CHECK",
		]);
		expect(all("SELECT (SELECT count(*) FROM answers) + (SELECT count(*) FROM executions) AS rows")).toEqual([
			{ rows: 1 },
		]);
		expect(all("SELECT sum(reported) AS reported FROM request_hours")).toEqual([{ reported: 0 }]);
	});

	test("of an unknown or ancient request is answered as such, item by item", () => {
		const { insert, report } = logWith("r");
		const ancientMs = receivedAtMs - 91 * 86_400_000;
		insert([{ decision: exampleDecision("kept-but-old", { decidedAtMs: ancientMs }) }]);
		const outcomes = report(
			exampleReport("never-seen"),
			exampleReport("r"),
			exampleReport("kept-but-old"),
			exampleReport("deleted", { startedAtMs: ancientMs }),
		);
		expect(statuses(outcomes)).toEqual(["unknown-request", "recorded", "too-old", "too-old"]);
	});
});

describe("a label", () => {
	test("is held against every model that answered, and teaches about each", () => {
		const { report, label, all } = logWith("r");
		report(exampleReport("r"));
		const [outcome] = label(exampleLabel("r"));
		expect(outcome).toMatchObject({
			status: "recorded",
			lessons: [
				{
					kind: "verdict",
					place: "cloud",
					model: "model-7",
					sha256: "a".repeat(64),
					correct: true,
					weight: 0.5,
				},
				{ kind: "verdict", place: "device", model: "model-0", sha256: null, correct: false, source: "user" },
			],
		});
		expect(all("SELECT label, answered_label, answered_right FROM requests")).toEqual([
			{ label: "R", answered_label: "S", answered_right: 0 },
		]);
	});

	test("that comes before the report teaches the rest when the report comes", () => {
		const { report, label } = logWith("r");
		expect(label(exampleLabel("r", { correct: true }))[0]?.lessons).toEqual([]);
		expect(report(exampleReport("r"))[0]?.lessons).toMatchObject([
			{ kind: "run" },
			{ kind: "verdict", place: "cloud", correct: false },
			{ kind: "verdict", place: "device", correct: true },
		]);
	});

	test("that says right or wrong is of the cloud's answer where no copy was promised, and stays so if one is reported later", () => {
		const { insert, report, label, all } = memoryLog();
		insert([{ decision: exampleDecision("r", { deviceModel: null }), execution: exampleExecution("r") }]);
		const [said] = label(exampleLabel("r", { correct: false }));
		expect(said?.lessons).toMatchObject([{ place: "cloud", correct: false }]);
		report(exampleReport("r", { reason: "cloud-failed" }));
		expect(all("SELECT place, correct FROM verdicts ORDER BY place")).toEqual([
			{ place: "cloud", correct: 0 },
			{ place: "device", correct: 0 },
		]);
	});

	test("counts once a source and request: the same again, or another, changes nothing", () => {
		const { label, all } = logWith("r");
		const outcomes = label(
			exampleLabel("r"),
			exampleLabel("r"),
			exampleLabel("r", { label: "S" }),
			exampleLabel("r", { label: "S", source: "review", weight: 1 }),
		);
		expect(statuses(outcomes)).toEqual(["recorded", "duplicate", "duplicate", "recorded"]);
		expect(outcomes.map(({ lessons }) => lessons.length)).toEqual([1, 0, 0, 1]);
		expect(outcomes[2]?.detail).toContain("first stays");
		expect(all("SELECT source, label FROM labels ORDER BY source")).toEqual([
			{ source: "review", label: "S" },
			{ source: "user", label: "R" },
		]);
	});

	test("of the most trusted source says whether the answer was right", () => {
		const { insert, label, all } = memoryLog();
		insert([{ decision: exampleDecision("r", { deviceModel: null }), execution: exampleExecution("r") }]);
		label(exampleLabel("r", { label: "S" }), exampleLabel("r", { source: "review", weight: 1 }));
		expect(all("SELECT label, label_source, answered_right FROM requests")).toEqual([
			{ label: "R", label_source: "review", answered_right: 1 },
		]);
		expect(all("SELECT labelled, answered_right FROM request_hours")).toEqual([
			{ labelled: 1, answered_right: 1 },
		]);
	});

	test("that comes before the run has ended judges it when it has", () => {
		const { insert, label, all } = memoryLog();
		insert([{ decision: exampleDecision("r") }]);
		expect(label(exampleLabel("r"))[0]?.lessons).toEqual([]);
		insert([{ execution: exampleExecution("r") }]);
		expect(all("SELECT place, model, correct, seq FROM verdicts")).toEqual([
			{ place: "cloud", model: "model-7", correct: 1, seq: null },
		]);
	});

	test("of sources that are not trusted counts once a request: the first is learned, the others are only kept", () => {
		const { report, label, all } = logWith("r");
		const sources = ["s3", "s1", "s2"];
		const outcomes = label(...sources.map((source) => exampleLabel("r", { source, label: "T" })));
		expect(statuses(outcomes)).toEqual(Array(3).fill("recorded"));
		expect(outcomes.flatMap(({ lessons }) => lessons)).toMatchObject([{ source: "s3", place: "cloud" }]);
		const [later] = report(exampleReport("r"));
		expect(later?.lessons).toMatchObject([{ kind: "run" }, { source: "s3", place: "device" }]);
		expect(all("SELECT source FROM labels")).toHaveLength(3);
		expect(all("SELECT source, sum(labelled) AS labelled FROM verdict_days GROUP BY source")).toEqual([
			{ source: "s3", labelled: 2 },
		]);
	});

	test("of a trusted source counts for itself, beside the first of the others, before it or after it", () => {
		const { label } = logWith("r", "q");
		const lessons = label(
			exampleLabel("r", { source: "s1" }),
			exampleLabel("r", { source: "review" }),
			exampleLabel("r", { source: "s2" }),
			exampleLabel("q", { source: "review" }),
			exampleLabel("q", { source: "s1" }),
			exampleLabel("q", { source: "s2" }),
		).flatMap((item) => item.lessons);
		expect(lessons.map((lesson) => [lesson.requestId, lesson.kind === "verdict" && lesson.source])).toEqual([
			["r", "s1"],
			["r", "review"],
			["q", "review"],
			["q", "s1"],
		]);
	});

	test("is the first by when it arrived, also before there is an answer to judge, and where the clock was set back", () => {
		const together = memoryLog();
		const apart = memoryLog();
		const setBack = memoryLog();
		const labels = ["s2", "s1", "s3"].map((source) => exampleLabel("r", { source }));
		for (const { insert } of [together, apart, setBack]) insert([{ decision: exampleDecision("r") }]);
		together.label(...labels);
		for (const one of labels) apart.label(one);
		setBack.insert(labels.map((label, index) => ({ label, receivedAtMs: receivedAtMs - 60_000 * index })));
		for (const { insert, all } of [together, apart, setBack]) {
			insert([{ execution: exampleExecution("r") }]);
			expect(all("SELECT source, place FROM verdicts")).toEqual([{ source: "s2", place: "cloud" }]);
			expect(all("SELECT source FROM labels ORDER BY received_at_ms")).toEqual(
				labels.map(({ source }) => ({ source })),
			);
		}
		expect(together.all("SELECT * FROM labels")).toEqual(apart.all("SELECT * FROM labels"));
	});

	test("of more sources than anybody needs is refused, for anybody can name one; a trusted one is always taken", () => {
		const { label, all } = logWith("r");
		const names = Array.from({ length: mostSources + 2 }, (_, index) => `crowd-${index}`);
		const outcomes = label(...names.map((source) => exampleLabel("r", { source })));
		expect(statuses(outcomes)).toEqual(
			names.map((_, index) => (index < mostSources ? "recorded" : "invalid")),
		);
		expect(outcomes.at(-1)?.detail).toMatch(/^source is "crowd-9", but 8 others/);
		expect(statuses(label(exampleLabel("r", { source: "crowd-0" })))).toEqual(["duplicate"]);
		expect(statuses(label(exampleLabel("r", { source: "review" })))).toEqual(["recorded"]);
		expect(all("SELECT count(*) AS labels FROM labels")).toEqual([{ labels: mostSources + 1 }]);
	});

	test("outside the task, from the future, for unknown or ancient requests is answered item by item", () => {
		const { label } = logWith("r");
		const dayMs = 86_400_000;
		const outcomes = label(
			exampleLabel("r", { label: "%" }),
			exampleLabel("r", { labelledAtMs: receivedAtMs + 2 * dayMs }),
			exampleLabel("never-seen"),
			exampleLabel("deleted", { labelledAtMs: receivedAtMs - 91 * dayMs }),
			exampleLabel("r", { weight: Number.NaN }),
			exampleLabel("r"),
		);
		expect(statuses(outcomes)).toEqual([
			"unknown-label",
			"not-yet",
			"unknown-request",
			"too-old",
			"invalid",
			"recorded",
		]);
		expect(outcomes[0]?.detail).toBe('label is "%", which is none of the task "characters"');
	});
});

describe("a request that no gateway saw", () => {
	const cloud = { status: "failed", elapsedMs: 3 } as const;
	const offline = exampleReport("off", { reason: "cloud-failed", elapsedMs: 12, cloud });

	test("is kept and counted under the policy none, with its label, and nothing is learned from it", () => {
		const { report, label, all } = memoryLog();
		expect(report(offline)).toEqual([{ requestId: "off", status: "recorded", lessons: [] }]);
		expect(label(exampleLabel("off", { label: "S" }))).toEqual([
			{ requestId: "off", status: "recorded", lessons: [] },
		]);
		expect(
			all(
				"SELECT policy, model, device_model, answered_by, on_time, answered_label, answered_right, host FROM requests",
			),
		).toEqual([
			{
				policy: "none",
				model: "none",
				device_model: "model-0",
				answered_by: "device",
				on_time: 1,
				answered_label: "S",
				answered_right: 1,
				host: null,
			},
		]);
		expect(all("SELECT policy, reported, attainment FROM attainment_by_hour")).toEqual([
			{ policy: "none", reported: 1, attainment: 1 },
		]);
		expect(all("SELECT place, model, correct FROM accuracy_by_model_and_day")).toEqual([
			{ place: "device", model: "model-0", correct: 1 },
		]);
		expect(all("SELECT seq, host FROM verdicts")).toEqual([{ seq: null, host: "" }]);
		expect(all("SELECT seq, host FROM executions")).toEqual([{ seq: null, host: null }]);
	});

	test("may have been meant for the device alone", () => {
		const { report } = memoryLog();
		const alone = exampleReport("alone", { reason: "only-device", elapsedMs: 12 });
		expect(report(alone, alone)).toMatchObject([{ status: "recorded" }, { status: "duplicate" }]);
		const failed = exampleDeviceOutcome({ status: "failed", serviceMs: undefined, label: undefined });
		const nobody = exampleReport("nobody", { answeredBy: "none", reason: "nobody", device: failed });
		expect(statuses(report(nobody))).toEqual(["recorded"]);
	});

	test("is not believed where its client heard from a gateway, waits for one, or names a task that is not served", () => {
		const { report, all } = memoryLog();
		const inTime = { status: "in-time", elapsedMs: 40 } as const;
		expect(
			statuses(
				report(
					exampleReport("a", { answeredBy: "cloud", reason: "cloud-in-time", cloud: inTime }),
					exampleReport("b"),
					exampleReport("c", { cloud: { status: "late", elapsedMs: 612 } }),
					{ ...offline, requestId: "d", task: "cats" },
				),
			),
		).toEqual(Array(4).fill("unknown-request"));
		expect(all("SELECT * FROM decisions")).toEqual([]);
	});

	test("is dated by the client's clock, but never after its report, nor before what is kept", () => {
		const { report, all } = memoryLog();
		const reports = [
			{ ...offline, requestId: "past", startedAtMs: receivedAtMs - 3_600_000.4 },
			{ ...offline, requestId: "future", startedAtMs: receivedAtMs + 1e9 },
			{ ...offline, requestId: "ancient", startedAtMs: receivedAtMs - 91 * 86_400_000 },
		];
		expect(statuses(report(...reports))).toEqual(["recorded", "recorded", "too-old"]);
		expect(
			all("SELECT request_id AS id, decided_at_ms - 1700000001123 AS at FROM decisions ORDER BY id"),
		).toEqual([
			{ id: "future", at: 0 },
			{ id: "past", at: -3_600_000 },
		]);
	});
});
