import { createClient } from "@mdinference/client";
import { seededRandom } from "@mdinference/stats";
import { createGenerator, encode, LABELS } from "@mdinference/zoo";
import { task } from "./cast.ts";

/** A picture, and what it shows. */
export interface LabelledPicture {
	/** A JPEG file. */
	image: Blob;
	/** The character on it. */
	label: string;
}

/** What came of a run, without its warm-up. */
export interface OpenLoopResult {
	/** Requests that were counted. */
	requests: number;
	/** Share of all requests that was answered by the deadline, those of the warm-up too, in [0, 1]. */
	attainmentFromStart: number;
	/** Share that was answered by the deadline, in [0, 1]; one that was refused was not. */
	attainment: number;
	/** Share that was answered rightly by the deadline. */
	right: number;
	/** Median time to the answer, in milliseconds; infinite where half or more had none. */
	p50Ms: number;
	/** 99th percentile of the same. */
	p99Ms: number;
	/** Share that each model answered, however late. */
	byModel: Record<string, number>;
}

/** How long a late answer is waited for, in milliseconds. */
const graceMs = 20_000;

/** Renders pictures of the starter models' generator. */
export async function renderPictures(count: number, seed: number): Promise<LabelledPicture[]> {
	const generator = createGenerator({ seed });
	return Promise.all(
		Array.from({ length: count }, async (_, index) => {
			const character = generator.image(index);
			const file = await encode(character, "jpeg");
			const image = new Blob([new Uint8Array(file)], { type: "image/jpeg" });
			return { image, label: LABELS[character.label]! };
		}),
	);
}

/**
 * Sends requests at random times, whether or not earlier ones were answered, and waits for all of them. There is no copy on
 * a device: a late answer is late. The load is the same from the first moment on; what is asked in the first `warmUpSeconds`,
 * when the compilers of both processes are busy and nothing is known of this load yet, is counted apart.
 */
export async function openLoop(options: {
	gatewayPort: number;
	pictures: readonly LabelledPicture[];
	ratePerSecond: number;
	seconds: number;
	warmUpSeconds: number;
	slaMs: number;
	seed: number;
}): Promise<OpenLoopResult> {
	const { gatewayPort, pictures, ratePerSecond, seconds, warmUpSeconds, slaMs, seed } = options;
	const random = seededRandom(seed);
	const gateway = `http://127.0.0.1:${gatewayPort}`;
	const client = createClient({ gateway, task, slaMs, graceMs, mode: "only-cloud" });
	const startedAtMs = performance.now();
	const asked: Promise<{ elapsedMs: number; model: string | null; right: boolean }>[] = [];
	let warmUps = 0;
	let atMs = 0;
	for (;;) {
		atMs += (-Math.log(1 - random()) * 1000) / ratePerSecond;
		if (atMs > 1000 * (warmUpSeconds + seconds)) break;
		if (atMs <= 1000 * warmUpSeconds) warmUps++;
		const waitMs = atMs - (performance.now() - startedAtMs);
		if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
		const { image, label } = pictures[asked.length % pictures.length]!;
		const answer = client.infer(image).then(
			({ elapsedMs, model, labels }) => ({ elapsedMs, model: model.name, right: labels[0]?.label === label }),
			() => ({ elapsedMs: Number.POSITIVE_INFINITY, model: null, right: false }),
		);
		asked.push(answer);
	}
	const all = await Promise.all(asked);
	const ended = all.slice(warmUps);
	const isInTime = ({ elapsedMs }: { elapsedMs: number }) => elapsedMs <= slaMs;
	const times = ended.map(({ elapsedMs }) => elapsedMs).sort((a, b) => a - b);
	const share = (of: (one: (typeof ended)[number]) => boolean) => ended.filter(of).length / ended.length;
	const models = [...new Set(ended.map(({ model }) => model))].filter((model) => model !== null);
	return {
		requests: ended.length,
		attainmentFromStart: all.filter(isInTime).length / all.length,
		attainment: share(isInTime),
		right: share((one) => one.right && isInTime(one)),
		p50Ms: times[Math.floor(times.length / 2)]!,
		p99Ms: times[Math.floor(0.99 * times.length)]!,
		byModel: Object.fromEntries(models.map((name) => [name, share(({ model }) => model === name)])),
	};
}
