import { type Clock, createOutbox, type Outbox, systemClock } from "@mdinference/client";
import { indexedDbStore, pageWakeups, tabLock } from "@mdinference/offline";
import { openPhone, picture, thisPhone } from "./open_phone.ts";

/** What the outbox promised to deliver. */
export interface KeptItem {
	/** What it is about. */
	requestId: string;
	/** The label that was given; null for the report of what became of the request. */
	label: string | null;
}

/** How an outbox is opened. */
export interface OutboxTerms {
	/** Its clock runs so many times as fast, so that its pauses after failures take seconds instead of minutes. */
	times: number;
	/** When its clock showed what all clocks showed, in milliseconds since 1970. */
	sinceMs: number;
	/** Deadline of the requests, in milliseconds. */
	slaMs: number;
}

let outbox: Outbox | null = null;
const kept: KeptItem[] = [];

/** A phone with an outbox as the app has it, except that it is in a hurry. */
export async function openOutbox({ times, sinceMs, slaMs }: OutboxTerms): Promise<void> {
	const real = createOutbox({
		gateway: "",
		store: indexedDbStore(""),
		lock: tabLock(""),
		wakeups: pageWakeups,
		clock: fastClock(times, sinceMs),
	});
	outbox = {
		...real,
		async add(item) {
			const isDurable = await real.add(item);
			const { requestId } = item.body;
			const label = item.kind === "label" && "label" in item.body ? (item.body.label ?? null) : null;
			if (isDurable) kept.push({ requestId, label });
			return isDurable;
		},
	};
	await openPhone(slaMs, { outbox });
}

/** Asks and judges; gives what the outbox has kept of it, and will deliver whatever happens. */
export async function askAndJudge(count: number, pictureUrl: string): Promise<KeptItem[]> {
	const { client } = thisPhone();
	const image = await picture(pictureUrl);
	for (let asked = 0; asked < count; asked++) {
		const { requestId } = await client.infer(image);
		await client.judge(requestId, { label: "A" });
	}
	return kept.splice(0);
}

/** Tries to send, one time after the other, as when the network comes back again and again. */
export async function flushOutbox(times: number): Promise<void> {
	for (let time = 0; time < times; time++) await outbox?.flush();
}

/** How many entries wait, and how many were given up. */
export async function outboxLeft(): Promise<{ waiting: number; dead: number }> {
	if (outbox === null) throw new Error("openOutbox() comes first.");
	return { waiting: await outbox.waiting(), dead: (await outbox.deadLetters()).length };
}

function fastClock(times: number, sinceMs: number): Clock {
	return {
		nowMs: () => times * systemClock.nowMs(),
		unixMs: () => sinceMs + times * (systemClock.unixMs() - sinceMs),
		after: (delayMs, callback) => systemClock.after(delayMs / times, callback),
	};
}
