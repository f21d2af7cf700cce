import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { PolicyName } from "@mdinference/selection";
import { seededRandom } from "@mdinference/stats";
import { Controller } from "./controller.ts";

if (parseArgs({ options: { help: { type: "boolean" } } }).values.help) {
	process.stdout.write(
		"What select() and observe() cost with 24 models. Ten seconds.\n\n  npx nx bench controller\n",
	);
	process.exit();
}

/** Processor time, so that what others do on the machine counts little; medians and spread over rounds. */
const rounds = 15;
const perRound = 20_000;
const models = Array.from({ length: 24 }, (_, i) => ({ task: "t", name: `m${i}`, accuracy: 0.5 + i * 0.02 }));
const random = seededRandom(1);

const controller = new Controller({ models, seed: 1 });
for (let run = 0; run < 40; run++) {
	for (const [i, { name }] of models.entries()) {
		controller.observe("t", name, {
			serviceMs: (2 + 3 * i) * (0.9 + 0.2 * random()),
			cold: false,
			atMs: run,
		});
	}
}
controller.publish(40);

const request = { slaMs: 160, uploadMs: 10, arrivedAtMs: 300, previousNetworkMs: 80 };
const copied = { ...request, deviceModel: "m1" };
const clients = Array.from({ length: 50 }, (_, i) => `client-${i}`);
// One object that changes: to build and spread one each time would take longer than what is measured.
const known = { ...copied, sentAtMs: 0, clientId: "", policy: "mdinference" as PolicyName };
const nextOfClient = (i: number, policy: PolicyName) => {
	known.sentAtMs = 280 + i;
	known.arrivedAtMs = 300 + i;
	known.previousNetworkMs = 60 + ((i * 7) % 50);
	known.clientId = clients[i % 50]!;
	known.policy = policy;
	return known;
};
const tasks: [string, (i: number) => void][] = [
	["select(), mdinference", () => controller.select("t", request)],
	["select(), mdinference, with a copy on the device", () => controller.select("t", copied)],
	[
		"select(), mdinference, of a client that is known",
		(i) => controller.select("t", nextOfClient(i, "mdinference")),
	],
	["select(), value, of a client that is known", (i) => controller.select("t", nextOfClient(i, "value"))],
	[
		"observe(), no version",
		() =>
			controller.observe("t", "m5", { serviceMs: 17, queueMs: 0.1, overheadMs: 3, cold: false, atMs: 500 }),
	],
	[
		"observeLabel(), no version",
		(i) => controller.observeLabel("t", "m5", { correct: i % 3 !== 0, atMs: 500 }),
	],
	[
		"observe(), and a version each time",
		(i) => controller.observe("t", "m5", { serviceMs: 17, cold: false, atMs: 2000 + 1000 * i }),
	],
];

process.stdout.write(
	`${cpus()[0]?.model}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}; 24 models\n`,
);
console.table(
	tasks.map(([what, once]) => {
		const count = what.includes("each time") ? perRound / 20 : perRound;
		const microseconds = Array.from({ length: rounds + 1 }, (_, round) => {
			const before = process.cpuUsage();
			for (let i = 0; i < count; i++) once(round * count + i);
			const { user, system } = process.cpuUsage(before);
			return (user + system) / count;
		})
			.slice(1)
			.sort((a, b) => a - b);
		const at = (share: number) => `${microseconds[Math.floor(share * (rounds - 1))]!.toFixed(2)} µs`;
		return { what, median: at(0.5), least: at(0), most: at(1), calls: count * rounds };
	}),
);
