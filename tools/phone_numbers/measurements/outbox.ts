import { type Fault, startFaultProxy } from "@mdinference/fault-proxy";
import { seededRandom } from "@mdinference/stats";
import Database from "better-sqlite3";
import { pictureUrls } from "../build_bench_page.ts";
import type { Measurement } from "../measurement.ts";
import type { Bench } from "../page/bench_page.ts";
import type { KeptItem } from "../page/open_outbox.ts";
import { until } from "../until.ts";

declare const bench: Bench;

const faults = 1_000;
/** Share of the deliveries that a fault strikes. */
const faultShare = 0.7;
/** The page is loaded anew, in the midst of whatever it does, after so many faults. */
const faultsPerLife = 100;
const questionsAtOnce = 4;
const flushesAtOnce = 10;
const slaMs = 60;
/** The outbox's clock: its pauses after failures grow up to five minutes. */
const timesAsFast = 100;

const kinds: readonly Fault[] = [
	{ kind: "refuse" },
	{ kind: "cut", where: "before-headers" },
	{ kind: "cut", where: "in-headers" },
	{ kind: "cut", where: "in-body" },
	{ kind: "truncated-json" },
	{ kind: "malformed-json" },
	{ kind: "captive-portal" },
	{ kind: "status", status: 500 },
	{ kind: "status", status: 503, retryAfterS: 1 },
	{ kind: "status", status: 429, retryAfterS: 1 },
];

/**
 * Deliveries of the outbox that fail in every way that the fault proxy knows, and a page that is closed in their midst:
 * a real page with its IndexedDB, a real gateway, and what its log has in the end. Only what the outbox had promised to
 * keep counts as lost.
 */
export const outbox: Measurement = {
	name: "outbox",
	about: `${faults} faults in deliveries of the outbox, a page loaded anew every ${faultsPerLife}, and what SQLite has in the end.`,
	async measure(stage) {
		const site = await stage.bench();
		const proxy = await startFaultProxy({ target: site.gateway.url });
		try {
			const random = seededRandom(1);
			const wanted = stage.count(faults);
			const injected = Array.from({ length: Math.ceil((wanted / faultShare) * 1.5) }, () => {
				const isFault = random() < faultShare;
				// Held until now: it passes, and has taken its place in the order.
				const fault = isFault
					? kinds[Math.floor(random() * kinds.length)]!
					: ({ kind: "hold", untilMs: 0 } as const);
				return {
					isFault,
					injected: proxy.inject({ path: /^\/v1\/(?:outcomes|feedback)$/, times: 1, fault }),
				};
			});
			const struck = () => injected.filter(({ isFault, injected }) => isFault && injected.hits > 0).length;

			const terms = { times: timesAsFast, sinceMs: Date.now(), slaMs };
			const live = async () => {
				await site.page.goto(proxy.url);
				await site.page.waitForFunction("globalThis.bench");
				await site.page.evaluate((terms) => bench.openOutbox(terms), terms);
			};
			const kept: KeptItem[] = [];
			let lives = 0;
			while (struck() < wanted) {
				if (struck() >= lives * faultsPerLife) {
					await live();
					lives++;
					stage.say(`${struck()} faults`);
				}
				const asked = { count: questionsAtOnce, url: pictureUrls.small };
				kept.push(...(await site.page.evaluate(({ count, url }) => bench.askAndJudge(count, url), asked)));
				await site.page.evaluate((times) => bench.flushOutbox(times), flushesAtOnce);
			}
			proxy.clear();
			const left = () => site.page.evaluate(() => bench.outboxLeft());
			await until("The outbox is empty", async () => (await left()).waiting === 0);
			const { dead } = await left();
			const { lost, twice } = countInLog(site.gateway.databasePath, kept);
			const spread = `${kept.length} reports and labels, ${wanted} faults, ${lives} lives of the page, ${dead} given up`;
			return [
				{
					what: `${wanted} injected faults in the outbox: lost`,
					goal: { atMost: 0, unit: "count" },
					measured: lost,
					spread,
				},
				{
					what: `${wanted} injected faults in the outbox: twice`,
					goal: { atMost: 0, unit: "count" },
					measured: twice,
					spread: "rows of answers, device runs, labels, lessons",
				},
			];
		} finally {
			await proxy.close();
			await site.close();
		}
	},
};

/** What of the kept items the gateway's log does not have, and what it has more than once. */
export function countInLog(databasePath: string, kept: readonly KeptItem[]): { lost: number; twice: number } {
	const database = new Database(databasePath, { readonly: true });
	try {
		const answer = database.prepare(
			"SELECT count(*) AS count FROM answers JOIN decisions USING (id) WHERE request_id = ?",
		);
		const label = database.prepare(
			"SELECT count(*) AS count FROM labels JOIN decisions ON id = decision_id WHERE request_id = ? AND label = ?",
		);
		const count = (row: unknown) => (row as { count: number }).count;
		const found = kept.map(({ requestId, label: given }) =>
			count(given === null ? answer.get(requestId) : label.get(requestId, given)),
		);
		const again = database.prepare(`
			SELECT
				(SELECT count(*) - count(DISTINCT request_id) FROM executions WHERE place = 'device')
				+ (SELECT count(seq) - count(DISTINCT seq) FROM verdicts) AS count`);
		return {
			lost: found.filter((times) => times === 0).length,
			twice: found.filter((times) => times > 1).length + count(again.get()),
		};
	} finally {
		database.close();
	}
}
