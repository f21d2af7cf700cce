import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { textTable } from "@mdinference/report";
import { slowedModel as bestModel, zooFolder } from "./cast.ts";
import { startGatewayProcess } from "./gateway_process.ts";
import { type OpenLoopResult, openLoop, renderPictures } from "./open_loop.ts";

/** While both processes warm up, the same load as later is sent and counted apart. */
const warmUpSeconds = 3;

const help = `What the wait for a worker does when it is taken from the budget: Poisson arrivals at a gateway with all starter models
and one worker, faster than the most accurate model can serve them. In each round both settings meet the same arrivals.

  npx nx run demo:load

  --seconds N  length of a run (15), after 3 s of the same load in which both processes warm up
  --rounds N   runs of each setting (3)
  --times X    requests, as a multiple of what the most accurate model alone sustains (2)
  --sla N      deadline in ms (250)
  --seed N     seed of arrivals and pictures (1)
`;

const { values } = parseArgs({
	options: {
		help: { type: "boolean" },
		seconds: { type: "string", default: "15" },
		rounds: { type: "string", default: "3" },
		times: { type: "string", default: "2" },
		sla: { type: "string", default: "250" },
		seed: { type: "string", default: "1" },
	},
});
if (values.help) process.stdout.write(help);
else await compare();

/** Runs both settings in turn, and prints the medians. */
async function compare(): Promise<void> {
	const [seconds, rounds, times, slaMs, seed] = (["seconds", "rounds", "times", "sla", "seed"] as const).map(
		(name) => positive(name, values[name]),
	) as [number, number, number, number, number];
	const settings = [
		{ name: "with the wait (default)", env: { MDI_QUEUE_AWARE: "true" } },
		{ name: "as printed, without it", env: { MDI_QUEUE_AWARE: "false" } },
	];
	const pictures = await renderPictures(200, seed);
	const folder = mkdtempSync(join(tmpdir(), "mdinference-load-"));
	const results = new Map<string, OpenLoopResult[]>(settings.map(({ name }) => [name, []]));
	let ratePerSecond = 0;
	try {
		for (let round = 0; round < rounds; round++) {
			for (const { name, env } of settings) {
				const databasePath = join(folder, `${round}-${env.MDI_QUEUE_AWARE}.sqlite`);
				const gateway = await startGatewayProcess({ zooFolder, databasePath, seed, env });
				if (ratePerSecond === 0) {
					const { models } = await gateway.describe();
					const best = models.find(({ manifest }) => manifest.name === bestModel)!;
					const serviceMs = best.profile.service!.p50Ms;
					ratePerSecond = (times * 1000) / serviceMs;
					console.log(
						`${availableParallelism()} cores, ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}. ${bestModel} takes ` +
							`${serviceMs.toFixed(1)} ms; ${ratePerSecond.toFixed(1)} requests a second, deadline ${slaMs} ms.`,
					);
				}
				const result = await openLoop({
					gatewayPort: gateway.port,
					pictures,
					ratePerSecond,
					seconds,
					warmUpSeconds,
					slaMs,
					seed: seed + round,
				});
				await gateway.stop();
				results.get(name)!.push(result);
				console.log(`round ${round + 1}, ${name}: attainment ${percent(result.attainment)}`);
			}
		}
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
	const rows = [...results].map(([name, some]) => {
		const spread = some.map(({ attainment }) => attainment).sort((a, b) => a - b);
		const middle = (of: (result: OpenLoopResult) => number) => median(some.map(of));
		return [
			name,
			`${percent(median(spread))} (${percent(spread[0]!)} to ${percent(spread.at(-1)!)})`,
			[middle(({ p50Ms }) => p50Ms), middle(({ p99Ms }) => p99Ms)].map(milliseconds).join(" / "),
			percent(middle(({ attainmentFromStart }) => attainmentFromStart)),
			percent(middle(({ right }) => right)),
			percent(middle(({ byModel }) => byModel[bestModel] ?? 0)),
		];
	});
	const columns = [
		"budget",
		"attainment, median (min to max)",
		"p50 / p99, ms",
		"attainment with the first 3 s",
		"right and in time",
		"best model",
	];
	console.log(
		`\n${textTable([columns, ...rows])}load of the machine at the end: ${loadavg()[0]!.toFixed(1)}`,
	);
}

function positive(name: string, text: string): number {
	const value = Number(text);
	if (value > 0 && value < 1e6) return value;
	throw new RangeError(`--${name} is ${text}; it must be a number above 0`);
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}

function milliseconds(ms: number): string {
	return Number.isFinite(ms) ? ms.toFixed(0) : "no answer";
}

function percent(share: number): string {
	return `${(100 * share).toFixed(1)} %`;
}
