import type { Database } from "better-sqlite3";
import type { BoundedNames } from "./bounded_names.ts";
import { beginOfDay } from "./count_latency.ts";
import type { DeviceNames } from "./device_names.ts";
import type { FoundRequest } from "./find_request.ts";
import { type AnsweredRequest, judge } from "./judge.ts";
import type { VerdictLesson } from "./lesson.ts";
import type { Tally } from "./tally.ts";

/**
 * Holds the labels of a request that count against all its answers, and writes the verdicts that are new.
 *
 * Each trusted source counts for itself. Anybody can name the others, so they count together as one: the first of them to
 * arrive is judged, and learned; later ones are only kept. Which was the first, the rows say themselves: it has the smallest
 * `received_at_ms`, see `write_labels.ts`. So it is the same whether labels come before the run, before the report or
 * after both, and however they are split into batches.
 *
 * @param requestId the request's id
 * @param request the request
 * @param atMs when more became known of it
 * @returns the new verdicts, to be learned; none of a request that no gateway saw
 */
export type VerdictWriter = (requestId: string, request: FoundRequest, atMs: number) => VerdictLesson[];

/** What answers are judged with. */
export interface VerdictContext {
	/** The gateway that was told. */
	host: string;
	/** Counts verdicts by day. */
	days: Tally;
	/** Bounds the names that phones may claim. */
	deviceName: DeviceNames;
	/** Bounds the names of sources. */
	sourceName: BoundedNames;
	/** Sources that each count for themselves. */
	trustedSources: ReadonlySet<string>;
}

/** Prepares the writer. */
export function verdictWriter(
	database: Database,
	{ host, days, deviceName, sourceName, trustedSources }: VerdictContext,
): VerdictWriter {
	const labels = database.prepare<[number], LabelRow>(
		"SELECT source, label, correct, weight FROM labels WHERE decision_id = ? ORDER BY received_at_ms, source",
	);
	const runs = database.prepare<[string], RunRow>(
		"SELECT place, model, sha256, top_label AS topLabel FROM executions WHERE request_id = ? ORDER BY place",
	);
	const answeredBy = database
		.prepare<[number], AnsweredRequest["answeredBy"]>("SELECT answered_by FROM answers WHERE id = ?")
		.pluck();
	const insert = database.prepare(`INSERT INTO verdicts
		(decision_id, source, place, task, model, sha256, correct, weight, at_ms, host)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (decision_id, source, place) DO NOTHING`);

	return (requestId, { id, task, decidedAtMs, deviceModel, seen }, atMs) => {
		const said = counted(labels.all(id), trustedSources);
		if (said.length === 0) return [];
		const ran = runs.all(requestId);
		const labelAt = (place: RunRow["place"]) => ran.find((run) => run.place === place)?.topLabel ?? null;
		const answered: AnsweredRequest = {
			answeredBy: answeredBy.get(id) ?? null,
			hasCopy: deviceModel !== null,
			cloudLabel: labelAt("cloud"),
			deviceLabel: labelAt("device"),
		};
		const lessons: VerdictLesson[] = [];
		for (const { source, label, correct, weight } of said) {
			const verdict = judge(label === null ? { correct: correct === 1 } : { label }, answered);
			for (const { place, model, sha256 } of ran) {
				const isRight = verdict[place];
				if (isRight === null) continue;
				const { changes } = insert.run(
					...[id, source, place, task, model, sha256, Number(isRight), weight, atMs, seen ? host : ""],
				);
				if (changes === 0) continue;
				const name = deviceName(task, model, place);
				const day = [task, beginOfDay(decidedAtMs), name, place, sourceName(task, source)];
				days.add(day, [1, Number(isRight)]);
				if (!seen) continue;
				const origin = { requestId, task, model, sha256, place, atMs } as const;
				lessons.push({ kind: "verdict", ...origin, correct: isRight, source, weight });
			}
		}
		return lessons;
	};
}

/** Of labels in the order of their arrival those that count. */
function counted(labels: readonly LabelRow[], trustedSources: ReadonlySet<string>): LabelRow[] {
	const first = labels.find(({ source }) => !trustedSources.has(source));
	return labels.filter((label) => label === first || trustedSources.has(label.source));
}

interface LabelRow {
	source: string;
	label: string | null;
	correct: number | null;
	weight: number;
}

interface RunRow {
	place: "cloud" | "device";
	model: string;
	sha256: string | null;
	topLabel: string | null;
}
