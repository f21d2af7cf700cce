import type { Page } from "playwright-core";
import { pictureUrls } from "../build_bench_page.ts";
import type { Measurement } from "../measurement.ts";
import type { SeenAnswer } from "../page/answers_under_deadline.ts";
import type { Bench } from "../page/bench_page.ts";
import { inUnit, type Row } from "../row.ts";
import { summaryOf } from "../summary.ts";

declare const bench: Bench;

const slaMs = 250;
const toleranceMs = 16;
const requests = 1_000;

/**
 * Whether there is an answer by the deadline when the gateway gives none, on a warm device: as the page sees it, from
 * the call to the answer. A gateway that was killed refuses connections; one that was stopped takes them and says
 * nothing, so that only the deadline decides.
 */
export const deadline: Measurement = {
	name: "deadline",
	about: `Answers by the deadline of ${slaMs} ms + ${toleranceMs} ms from the SDK in a page, with the gateway killed, and silent.`,
	async measure(stage) {
		const site = await stage.bench();
		try {
			const model = await site.page.evaluate((slaMs) => bench.openWarmPhone(slaMs), slaMs);
			stage.say(`the device answers with ${model}`);
			const ask = async (circumstances: string, lanes: number): Promise<Row> => {
				stage.say(circumstances);
				const load = { requests: stage.count(requests), lanes, slaMs, pictureUrl: pictureUrls.small };
				const answers = await site.page.evaluate((load) => bench.answersUnderDeadline(load), load);
				return rowOf(`gateway ${circumstances}`, answers, model);
			};
			await prepare(site.page);
			site.gateway.child.kill("SIGSTOP");
			const silent = await ask("silent", 8);
			await site.gateway.end("SIGKILL");
			return [await ask("killed", 1), silent];
		} finally {
			await site.close();
		}
	},
};

/** Loads what the page cannot load once the gateway is silent. */
export async function prepare(page: Page, models: readonly string[] = []): Promise<void> {
	await page.evaluate(
		async ({ url, models }) => {
			await bench.picture(url);
			for (const model of models) await bench.openModel(model);
		},
		{ url: pictureUrls.small, models },
	);
}

function rowOf(circumstances: string, answers: readonly SeenAnswer[], model: string): Row {
	const inTime = answers.filter(
		({ seenMs, elapsedMs }) => elapsedMs !== null && seenMs <= slaMs + toleranceMs,
	);
	const { count, median, p95, max } = summaryOf(answers.map(({ seenMs }) => seenMs));
	const times = `median ${inUnit(median, "ms")}, p95 ${inUnit(p95, "ms")}, max ${inUnit(max, "ms")}`;
	return {
		what: `answers by SLA + ${toleranceMs} ms, device warm (${circumstances})`,
		goal: { atLeast: 99.9, unit: "%" },
		measured: (100 * inTime.length) / count,
		spread: `${count} requests, SLA ${slaMs} ms, ${model}: ${times}; ${reasonsOf(answers)}`,
	};
}

/** How often each reason was given: `998 device cloud-failed, 2 nobody`. */
export function reasonsOf(answers: readonly SeenAnswer[]): string {
	const counts = new Map<string, number>();
	for (const { reason } of answers) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	return [...counts].map(([reason, count]) => `${count} ${reason}`).join(", ");
}
