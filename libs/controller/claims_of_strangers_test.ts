import { describe, expect, test } from "vitest";
import { Controller } from "./controller.ts";

const models = [
	{ task: "t", name: "fast", accuracy: 0.6 },
	{ task: "t", name: "best", accuracy: 0.9 },
	{ task: "t", name: "slow", accuracy: 0.95 },
];
const serviceMs = { fast: 2, best: 40, slow: 300 };

function measured(): Controller {
	const controller = new Controller({ models, seed: 1 });
	for (let i = 0; i < 40; i++) {
		for (const [name, ms] of Object.entries(serviceMs)) {
			controller.observe("t", name, { serviceMs: ms, queueMs: 0, cold: false, atMs: i });
		}
	}
	controller.publish(100);
	return controller;
}

/** A request that takes 20 ms up. */
const request = (clientId: string, atMs: number) =>
	({ slaMs: 250, uploadMs: 5, sentAtMs: atMs, arrivedAtMs: atMs + 20, clientId }) as const;

describe("network times that a thousand invented clients claim", () => {
	test.each([
		["the longest there is", { slaMs: 60_000, previousNetworkMs: 60_000 }],
		["an hour", { slaMs: 250, previousNetworkMs: 3_600_000 }],
		["just short of the SLA", { slaMs: 250, previousNetworkMs: 240 }],
		["none", { slaMs: 250, previousNetworkMs: 0 }],
	])(
		"make no request of others infeasible, nor change a choice that a quarter of its gain does not: %s",
		(_, claim) => {
			const controller = measured();
			const chosen = (clientId: string, policy: "value" | "mdinference", atMs = 1000) => {
				const { model, infeasible, network } = controller.select("t", { ...request(clientId, atMs), policy });
				return { model, infeasible, network };
			};
			const all = () => ({
				value: chosen("new", "value"),
				mdinference: chosen("newer", "mdinference"),
				// A client that never says what its network took.
				silent: Array.from({ length: 30 }, (_, i) => chosen("silent", "value", 1000 * i)).at(-1),
			});
			const before = measured().select("t", { ...request("new", 1000), policy: "value" });
			expect(before).toMatchObject({ model: "best", infeasible: false });
			for (let id = 0; id < 1000; id++) {
				for (let i = 0; i < 3; i++)
					controller.select("t", { ...request(`invented ${id}`, 1000 * i), ...claim });
			}
			const twiceTheUpload = { networkMs: 10, source: "upload" };
			const asBefore = { model: "best", infeasible: false, network: twiceTheUpload };
			expect(all()).toMatchObject({
				value: asBefore,
				mdinference: { network: twiceTheUpload },
				silent: asBefore,
			});
		},
	);
});
