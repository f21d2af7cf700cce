import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { claimLog } from "./claim_log.ts";
import { openDatabase } from "./open_database.ts";
import { logWriterData, openOutcomeLog } from "./open_outcome_log.ts";
import { temporaryFile } from "./testdata/temporary_folder.ts";
import { startWriterThread } from "./writer_thread.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

async function openLog(path: string, host: string) {
	const log = await openOutcomeLog({ path, host, onError: console.error });
	onTestFinished(() => log.close());
	return log;
}

/** A claim by a connection that does not wait. */
function claim(path: string, host: string) {
	const database = openDatabase(path);
	const claimed = claimLog(database, host);
	onTestFinished(() => {
		claimed?.close();
		database.close();
	});
	return claimed;
}

describe("a log has one writer of a name at a time", { timeout: 30_000 }, () => {
	test("a second one is refused, and told which file, which name, and what would be right", async () => {
		const path = temporaryFile();
		await openLog(path, "gateway-1");
		await expect(openLog(path, "gateway-1")).rejects.toMatchObject({
			reason: "name-taken",
			message:
				`The outcome log ${path} is being written by another gateway of the same name (gateway-1). ` +
				"End that gateway, or give this one another file (MDI_DB) or another name (MDI_GATEWAY_NAME).",
		});
		await openLog(path, "gateway-2");
		await openLog(temporaryFile(), "gateway-1");
	});

	test("also where it reaches the file by another path", () => {
		const path = temporaryFile();
		claim(path, "gateway-1");
		const link = join(dirname(path), "link.sqlite");
		symlinkSync(path, link);
		expect(() => claim(link, "gateway-1")).toThrow(expect.objectContaining({ reason: "name-taken" }));
	});

	test("until it is closed, or its thread ends in the middle of its work", async () => {
		const path = temporaryFile();
		const log = await openOutcomeLog({ path, host: "gateway-1", onError: console.error });
		await log.close();
		const writer = await startWriterThread(logWriterData({ path, host: "gateway-1" }));
		await writer.terminate();
		await openLog(path, "gateway-1");
	});

	test("or its process is killed", async () => {
		const path = temporaryFile();
		const child = spawn(process.execPath, ["--import", "tsx", "testdata/report_until_killed.ts", path], {
			cwd: here,
			stdio: ["ignore", "pipe", "inherit"],
		});
		await once(child.stdout, "data");
		let reason = "locked";
		// The other one writes without a pause: its lock on the file may be met before its claim.
		while (reason === "locked") {
			const refusal = await openLog(path, "gateway-1").catch((error) => error);
			reason = refusal.reason;
		}
		expect(reason).toBe("name-taken");
		child.kill("SIGKILL");
		await once(child, "exit");
		await openLog(path, "gateway-1");
	});

	test("whatever the name is: it leads to no other folder, and not to SQLite's own files", () => {
		const path = temporaryFile();
		for (const host of ["wal", "../elsewhere", "a/b", "ö", "x".repeat(64)]) claim(path, host);
		expect(readdirSync(dirname(path)).filter((name) => name.includes("lock"))).toEqual(
			["wal", "..%2Felsewhere", "a%2Fb", "%C3%B6", "x".repeat(64)]
				.map((name) => `outcomes.sqlite-lock-${name}`)
				.toSorted(),
		);
	});

	test("a log in memory is nobody else's, and needs no claim", () => {
		expect(claim(":memory:", "gateway-1")).toBeNull();
	});

	test("a claim that cannot be made is told as such", () => {
		const path = temporaryFile();
		mkdirSync(`${path}-lock-gateway-1`);
		expect(() => claim(path, "gateway-1")).toThrow(expect.objectContaining({ reason: "not-writable" }));
	});
});
