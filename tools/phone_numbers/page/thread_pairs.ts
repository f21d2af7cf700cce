import type { Device } from "@mdinference/device";
import { openModel } from "./open_model.ts";
import { picture } from "./open_phone.ts";

/** What to compare. */
export interface ThreadComparison {
	/** Name of a starter model. */
	model: string;
	/** How many pairs. */
	pairs: number;
	/** Runs of each side of a pair, of which the median counts. */
	runs: number;
	/** Where the picture is. */
	pictureUrl: string;
}

/** The median service times of one pair, in milliseconds. */
export interface ThreadPair {
	/** With one thread. */
	oneMs: number;
	/** With two. */
	twoMs: number;
}

/** Runs a model with one thread and with two, in turn, and each first in every second pair. */
export async function threadPairs({
	model,
	pairs,
	runs,
	pictureUrl,
}: ThreadComparison): Promise<ThreadPair[]> {
	if (!crossOriginIsolated) throw new Error("This page is not cross-origin isolated and has no threads.");
	const image = await picture(pictureUrl);
	const one = await openModel(model, 1);
	const two = await openModel(model, 2);
	const medianMs = async (device: Device): Promise<number> => {
		// The first one wakes up threads that have gone to sleep.
		await device.infer(image);
		const times: number[] = [];
		for (let run = 0; run < runs; run++) times.push((await device.infer(image)).timing.inferenceMs);
		return times.sort((a, b) => a - b)[Math.floor(runs / 2)]!;
	};
	const compared: ThreadPair[] = [];
	for (let pair = 0; pair < pairs; pair++) {
		if (pair % 2 === 0) compared.push({ oneMs: await medianMs(one), twoMs: await medianMs(two) });
		else {
			const twoMs = await medianMs(two);
			compared.push({ oneMs: await medianMs(one), twoMs });
		}
	}
	return compared;
}
