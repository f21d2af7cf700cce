import { NoAnswerError } from "@mdinference/client";
import { picture, thisPhone } from "./open_phone.ts";

/** Requests of an app. */
export interface Load {
	/** How many. */
	requests: number;
	/** So many run side by side, begun at equal distances. */
	lanes: number;
	/** Deadline, in milliseconds. */
	slaMs: number;
	/** Where the picture is. */
	pictureUrl: string;
}

/** One answer, as whoever asked saw it. */
export interface SeenAnswer {
	/** From the call to the answer, by the page's clock, in milliseconds. */
	seenMs: number;
	/** From the call to the verdict, by the client's own clock, in milliseconds; null where there was no answer. */
	elapsedMs: number | null;
	/** Who answered, and why; `nobody` where there was no answer. */
	reason: string;
}

/** Asks one picture again and again. */
export async function answersUnderDeadline(load: Load): Promise<SeenAnswer[]> {
	const { client } = thisPhone();
	const { requests, lanes, slaMs } = load;
	const image = await picture(load.pictureUrl);
	const seen: SeenAnswer[] = [];
	let asked = 0;

	const lane = async (number: number): Promise<void> => {
		await new Promise((resolve) => setTimeout(resolve, (number * slaMs) / lanes));
		while (asked < requests) {
			asked++;
			const startMs = performance.now();
			const answer = await client.infer(image, { slaMs }).catch((error: unknown) => {
				if (error instanceof NoAnswerError) return null;
				throw error;
			});
			const seenMs = performance.now() - startMs;
			const reason = answer === null ? "nobody" : `${answer.by} ${answer.reason}`;
			seen.push({ seenMs, elapsedMs: answer?.elapsedMs ?? null, reason });
		}
	};
	await Promise.all(Array.from({ length: lanes }, (_, number) => lane(number)));
	return seen;
}
