import Database from "better-sqlite3";
import { version1 } from "../schema/version_1.ts";

/**
 * Makes a file as the first release left it behind: its schema, its pragmas, and rows by its own statements. Frozen, like
 * that release: whatever later versions write must not reach into it.
 *
 * It holds three requests (one that ran, one that was given up, one without an execution), two hours apart, and 600
 * profiling runs of one model.
 */
export function makeVersion1File(path: string): void {
	const database = new Database(path);
	database.exec(version1);
	database.pragma(`application_id = ${0x4d444931}`);
	database.pragma("user_version = 1");
	database.pragma("journal_mode = WAL");
	const decision =
		database.prepare(`INSERT INTO decisions (request_id, task, decided_at_ms, policy, sla_ms, network_ms,
		network_source, upload_ms, budget_ms, base_model, model, model_version, probability, infeasible, budget_exhausted,
		device_model, candidates, profiles)
		VALUES (?, 'characters', ?, 'mdinference', 250, 100, 'client', 12, 150, 'large', 'large', '1.0.0', 1, ?, 0, 'nano',
		'[{"model":"large","utility":0.9,"probability":1}]',
		'[{"model":"large","version":"1.0.0","meanMs":40.5,"stdMs":2,"samples":30,"accuracy":0.95}]')`);
	const execution =
		database.prepare(`INSERT INTO executions (request_id, task, model, model_version, sha256, place, cause,
		status, cold, started_at_ms, queue_ms, decode_ms, service_ms, total_ms, top_label, confidence, error, host)
		VALUES (?, 'characters', 'large', '1.0.0', ?, 'cloud', ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 'gateway-1')`);
	const sha256 = "c".repeat(64);
	decision.run("ran", startMs, 0);
	execution.run("ran", sha256, "request", "ok", startMs, 1.5, 2.5, 41.25, 45.5, "R", 0.75, null);
	decision.run("given-up", startMs + 1000, 1);
	execution.run(
		...["given-up", sha256, "request", "abandoned", startMs + 1000],
		...[null, null, null, 900.5, null, null, "client-gone"],
	);
	decision.run("lost", startMs + 2 * 3_600_000, 0);
	for (let run = 0; run < 600; run++) {
		const times = [null, null, 40 + run / 100, null];
		execution.run(
			`profiling-${run}`,
			sha256,
			"profiling",
			"ok",
			startMs - 600 + run,
			...times,
			null,
			null,
			null,
		);
	}
	database.close();
}

const startMs = 1_700_000_000_000;
