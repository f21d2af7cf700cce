import { describe, expect, test } from "vitest";
import type { DeviceRunner, RunnerFamily, RunnerRequest } from "./device_runner.ts";
import type { Outbox } from "./outbox.ts";
import type { OutboxItem } from "./outbox_store.ts";
import { scene } from "./testdata/client_scene.ts";

/** A device that gives short deadlines its small model and long ones its large one, and what it was asked. */
function familyScene(cloudMs: number | null | undefined) {
	const items: OutboxItem[] = [];
	const outbox = { add: async (item: OutboxItem) => items.push(item) > 0 } as unknown as Outbox;
	const parts = scene(cloudMs, 5, { outbox });
	const small: DeviceRunner = parts.device;
	const large: DeviceRunner = { ...small, name: "characters-small", version: "2.0.0", accuracy: 0.95 };
	const asked: RunnerRequest[] = [];
	const family: RunnerFamily = {
		fitting(request) {
			asked.push(request);
			return request.slaMs < 50 ? small : large;
		},
	};
	parts.client.device = family;
	return { ...parts, asked, bodies: () => items.map(({ body }) => body) };
}

describe("a device with several models", () => {
	test("is asked once a request, with its deadline, and that model is announced, run, named and reported", async () => {
		const { clock, ask, sent, asked, bodies } = familyScene(null);
		for (const [slaMs, name, version, accuracy] of [
			[20, "characters-nano", "1.0.0", 0.8],
			[250, "characters-small", "2.0.0", 0.95],
		] as const) {
			const outcome = ask({ slaMs });
			await clock.advance(1_000);
			expect(sent.at(-1)).toMatchObject({ "mdi-device": name });
			expect(outcome.answer).toMatchObject({ by: "device", model: { name, version, accuracy } });
			expect(bodies().at(-1)).toMatchObject({ device: { model: name, version, status: "ok" } });
		}
		expect(asked).toEqual([
			{ slaMs: 20, copiesAhead: 0 },
			{ slaMs: 250, copiesAhead: 0 },
		]);
	});

	test("hears how many copies come before, and a copy that has ended no longer counts while its cloud is late", async () => {
		const { clock, ask, asked } = familyScene(undefined);
		ask();
		ask();
		await clock.advance(5);
		ask();
		await clock.advance(1);
		expect(asked.map(({ copiesAhead }) => copiesAhead)).toEqual([0, 1, 0]);
	});
});
