import { expect, test } from "vitest";
import { createRunner } from "./create_runner.ts";
import { fakeClock } from "./testdata/fake_clock.ts";

const image = new Blob(["image"]);
const model = { name: "characters-nano", version: "1.0.0", accuracy: 0.7, provider: "node" };

function scene(runMs: (call: number) => number) {
	const clock = fakeClock();
	let calls = 0;
	const runner = createRunner({
		...model,
		nowMs: clock.nowMs,
		run: () => {
			const takesMs = runMs(++calls);
			return new Promise((resolve, reject) =>
				clock.after(takesMs, () =>
					takesMs === 13
						? reject(new Error("out of memory"))
						: resolve({ labels: [], decodeMs: 1, inferenceMs: 2 }),
				),
			);
		},
	});
	return { clock, runner, calls: () => calls };
}

test("images wait for each other; the first run is the cold one", async () => {
	const { clock, runner } = scene(() => 10);
	const replies = Promise.all([runner.infer(image), runner.infer(image)]);
	await clock.advance(20);
	expect(await replies).toEqual([
		{
			labels: [],
			provider: "node",
			cold: true,
			timing: { queueMs: 0, decodeMs: 1, inferenceMs: 2, totalMs: 10 },
		},
		{
			labels: [],
			provider: "node",
			cold: false,
			timing: { queueMs: 10, decodeMs: 1, inferenceMs: 2, totalMs: 20 },
		},
	]);
});

test("the profile knows the last 200 runs", async () => {
	const { clock, runner } = scene((call) => (call <= 100 ? 1000 : call - 100));
	expect(runner.profile).toBe(null);
	for (let i = 0; i < 300; i++) {
		const reply = runner.infer(image);
		await clock.advance(1000);
		// Run 113 takes 13 ms, and fails.
		await reply.catch(() => undefined);
	}
	expect(runner.profile).toEqual({ samples: 200, p50Ms: 101, p99Ms: 199 });
});

test("an image that was given up is not run, and one that fails does not hold up the next", async () => {
	const { clock, runner, calls } = scene((call) => (call === 1 ? 13 : 5));
	const controller = new AbortController();
	const failing = runner.infer(image).catch((error: Error) => error.message);
	const given = runner.infer(image, { signal: controller.signal }).catch((error: Error) => error.message);
	const next = runner.infer(image);
	controller.abort(new Error("never mind"));
	await clock.advance(100);
	expect(await Promise.all([failing, given])).toEqual(["out of memory", "never mind"]);
	expect((await next).timing.queueMs).toBe(13);
	expect(calls()).toBe(2);
});
