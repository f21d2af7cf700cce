import type { Database } from "better-sqlite3";
import { deleteOldRequests } from "./delete_requests.ts";
import { forgetCheckpoints } from "./forget_checkpoints.ts";
import { forgetProfileVersions, shrinkProfileVersions } from "./forget_profile_versions.ts";
import { errorCode } from "./outcome_log_error.ts";

/** How long requests are kept, and in how much space. */
export interface RetentionOptions {
	/** Name of this gateway. */
	host: string;
	/** How long requests are kept, in milliseconds. */
	horizonMs: number;
	/**
	 * Beyond it profile versions go that no request needs, then the oldest requests, however young, in bytes; Infinity: no
	 * limit. What is left when that no longer helps may be larger.
	 */
	maxBytes: number;
}

/** Deletes what is too old, and gives space back, in steps that take a few milliseconds each. */
export interface Housekeeper {
	/**
	 * Takes one step.
	 *
	 * @param nowMs the time, in milliseconds since 1970
	 * @param isIdle whether no batch came for a while
	 * @returns how long to wait before the next step, in milliseconds
	 */
	step(nowMs: number, isIdle: boolean): number;
}

/**
 * Prepares the steps.
 *
 * The WAL is copied back by SQLite itself every 1,000 pages; `journal_size_limit` bounds the file after it was copied
 * whole, and an idle moment empties it. No step waits for a reader (https://www.sqlite.org/wal.html#ckpt).
 */
export function housekeeper(database: Database, options: RetentionOptions): Housekeeper {
	database.pragma(`journal_size_limit = ${walBytes}`);
	const number = (pragma: string): number => Number(database.pragma(pragma, { simple: true }));
	const pageSize = number("page_size");
	const canShrink = number("auto_vacuum") === incremental;
	const deleteOld = deleteOldRequests(database);
	const forgetVersions = forgetProfileVersions(database);
	const forgetOld = forgetCheckpoints(database, options.host);
	const shrinkVersions = shrinkProfileVersions(database);
	const oldestSpared = oldestSparedRequest(database, options.maxBytes);
	let isTidy = false;

	const step = (nowMs: number, isIdle: boolean): number => {
		const used = number("page_count") - number("freelist_count");
		const isTooLarge = used * pageSize > options.maxBytes;
		const horizonAtMs = nowMs - options.horizonMs;
		const hasForgotten =
			deleteOld(horizonAtMs) || forgetVersions(horizonAtMs, nowMs) || forgetOld(horizonAtMs);
		// Versions first: were they what fills the file, every request would go, and it would be as large as before.
		const hasMadeRoom = isTooLarge && (shrinkVersions(nowMs) || deleteOld(oldestSpared(nowMs)));
		if (hasForgotten || hasMadeRoom) {
			isTidy = false;
			return betweenStepsMs;
		}
		const free = number("freelist_count");
		if (canShrink && free > keptFreePages + used / 8) {
			database.pragma(`incremental_vacuum(${pagesPerStep})`);
			isTidy = false;
			return betweenStepsMs;
		}
		if (isIdle && !isTidy) {
			emptyWal(database);
			isTidy = true;
		}
		return restMs;
	};
	return {
		step(nowMs, isIdle) {
			try {
				if (!isIdle) isTidy = false;
				return step(nowMs, isIdle);
			} catch (thrown) {
				// Whatever keeps it from tidying up keeps batches from being written too, and those are reported.
				if (!errorCode(thrown).startsWith("SQLITE_")) throw thrown;
				return troubledMs;
			}
		},
	};
}

/**
 * Prepares the function that says which requests stay in a file that is too large: when so few are left, what fills it is
 * something else.
 *
 * @returns a function that is given the time, and says when the oldest of them was decided, in milliseconds since 1970;
 * where there is no request, the time an hour ago, for profiling runs are younger than what learned from them
 */
function oldestSparedRequest(database: Database, maxBytes: number): (nowMs: number) => number {
	const count = Math.floor(Math.min(mostSparedRequests, maxBytes / sparedShare / bytesPerRequest));
	const oldest = database
		.prepare<[number], number | null>(
			"SELECT min(at) FROM (SELECT decided_at_ms AS at FROM decisions ORDER BY decided_at_ms DESC LIMIT ?)",
		)
		.pluck();
	return (nowMs) => oldest.get(count) ?? nowMs - 3_600_000;
}

/** Tries once: a reader that is in the middle of the WAL may go on. */
function emptyWal(database: Database): void {
	const timeoutMs = Number(database.pragma("busy_timeout", { simple: true }));
	database.pragma("busy_timeout = 0");
	try {
		database.pragma("wal_checkpoint(TRUNCATE)");
	} finally {
		database.pragma(`busy_timeout = ${timeoutMs}`);
	}
}

/** Value of `PRAGMA auto_vacuum`. */
const incremental = 2;
const walBytes = 64 * 1024 * 1024;
const pagesPerStep = 16;
/** New rows will need some soon: giving them back would be work done twice. */
const keptFreePages = 1000;
/** Requests may have an eighth of the largest size in any case, but no more than can be counted in a step. */
const sparedShare = 8;
const mostSparedRequests = 10_000;
/** With runs, report, label and indices: see docs/outcome_log.md. */
const bytesPerRequest = 1024;
const betweenStepsMs = 5;
const restMs = 1000;
const troubledMs = 10_000;
