import type { ClientMode } from "@mdinference/client";
import { picture, thisPhone } from "./open_phone.ts";

/** Questions, one after the other. */
export interface Questions {
	/** How many. */
	count: number;
	/** Where the picture is. */
	pictureUrl: string;
	/** Who answers. */
	mode: ClientMode;
	/** Deadline, in milliseconds. */
	slaMs: number;
}

/** What became of them. */
export interface Answered {
	/** How many the device had answered by the verdict. */
	runs: number;
	/** Durations of the tasks of the main thread that took longer than 50 ms, in milliseconds. */
	longTasksMs: number[];
}

/** Asks, waits for the answer, asks again. */
export async function askInARow({ count, pictureUrl, mode, slaMs }: Questions): Promise<Answered> {
	const { client } = thisPhone();
	const image = await picture(pictureUrl);
	const longTasksMs: number[] = [];
	const observer = new PerformanceObserver((list) => {
		for (const { duration } of list.getEntries()) longTasksMs.push(duration);
	});
	observer.observe({ type: "longtask" });
	let runs = 0;
	for (let asked = 0; asked < count; asked++) {
		const { device } = await client.infer(image, { mode, slaMs });
		if (device.state === "answered") runs++;
	}
	// A task is reported once it has ended, in a task of its own.
	await new Promise((resolve) => setTimeout(resolve, 100));
	for (const { duration } of observer.takeRecords()) longTasksMs.push(duration);
	observer.disconnect();
	return { runs, longTasksMs };
}
