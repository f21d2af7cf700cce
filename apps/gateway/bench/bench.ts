import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { InferAnswer } from "@mdinference/contract";
import autocannon from "autocannon";
import Database from "better-sqlite3";

const help = `Requests a second and latency through the gateway, beside a bare server that runs the same model: the fastest and the most
accurate one, for 1 and 16 clients, in turn. Three minutes.

  npx nx bench gateway

  --rounds N    rounds of each (5)
  --seconds N   length of a round (4)
`;

const { values } = parseArgs({
	options: {
		help: { type: "boolean" },
		rounds: { type: "string", default: "5" },
		seconds: { type: "string", default: "4" },
	},
});
if (values.help) {
	process.stdout.write(help);
	process.exit();
}
const rounds = wholeNumber("rounds");
const seconds = wholeNumber("seconds");
const image = readFileSync(new URL("../../../data/zoo/characters/samples/A-0.jpg", import.meta.url));
const path = "/v1/tasks/characters/infer";

/** Headers that make the gateway choose the fastest model, and the most accurate one. */
const requests = {
	fastest: { "mdi-sla-ms": "5", "mdi-network-ms": "40" },
	"most accurate": { "mdi-sla-ms": "60000", "mdi-network-ms": "40" },
};

interface Round {
	/** Answers a second. */
	throughput: number;
	/** Median latency at the client, in milliseconds. */
	p50Ms: number;
	/** 99th percentile, in milliseconds. */
	p99Ms: number;
}

const server = fork(fileURLToPath(new URL("server.ts", import.meta.url)), { execArgv: ["--import", "tsx"] });
const [{ url, databasePath }] = (await once(server, "message")) as [{ url: string; databasePath: string }];
try {
	await run();
} finally {
	server.send("stop");
}

function wholeNumber(name: "rounds" | "seconds"): number {
	const number = Number(values[name]);
	if (Number.isSafeInteger(number) && number > 0) return number;
	process.stderr.write(`--${name} is ${values[name]}; it must be a whole number above 0\n`);
	process.exit(2);
}

async function run(): Promise<void> {
	process.stdout.write(
		`${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}; ${rounds} rounds of ${seconds} s each, gateway and bare in turn\n`,
	);
	const rows: Record<string, string | number>[] = [];
	for (const [kind, headers] of Object.entries(requests)) {
		const model = await chosen(headers);
		const bareUrl = `${url}/bare/characters/${model}`;
		for (const connections of [1, 16]) {
			const pairs: { gateway: Round; bare: Round }[] = [];
			await load(url + path, { connections, headers, seconds: 1 });
			await load(bareUrl, { connections, headers: {}, seconds: 1 });
			const sinceMs = Date.now();
			for (let round = 0; round < rounds; round++) {
				process.stderr.write(`\r${kind}, ${connections} clients: round ${round + 1} of ${rounds}   `);
				const gatewayFirst = round % 2 === 0;
				const first = gatewayFirst ? await gateway() : await bare();
				const second = gatewayFirst ? await bare() : await gateway();
				pairs.push(gatewayFirst ? { gateway: first, bare: second } : { gateway: second, bare: first });
			}
			process.stderr.write("\r".padEnd(60));
			const ratios = pairs.map(({ gateway, bare }) => gateway.throughput / bare.throughput);
			const overhead = await overheadSince(sinceMs);
			rows.push({
				model: `${model} (${kind})`,
				clients: connections,
				"gateway, 1/s": Math.round(median(pairs.map(({ gateway }) => gateway.throughput))),
				"bare, 1/s": Math.round(median(pairs.map(({ bare }) => bare.throughput))),
				"ratio (min to max)": `${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)})`,
				"gateway p50 / p99, ms": latencies(pairs.map(({ gateway }) => gateway)),
				"bare p50 / p99, ms": latencies(pairs.map(({ bare }) => bare)),
				"overhead p50 / p99, ms": `${overhead.p50Ms.toFixed(3)} / ${overhead.p99Ms.toFixed(3)}`,
				requests: overhead.requests,
			});

			function gateway(): Promise<Round> {
				return load(url + path, { connections, headers, seconds });
			}
			function bare(): Promise<Round> {
				return load(bareUrl, { connections, headers: {}, seconds });
			}
		}
	}
	console.table(rows);
	process.stdout.write(
		"overhead: the total of the answered requests less queue, decode and inference, from the outcome log\n",
	);
}

async function chosen(headers: Record<string, string>): Promise<string> {
	const response = await fetch(url + path, { method: "POST", body: image, headers });
	return InferAnswer.parse(await response.json()).model.name;
}

async function load(
	target: string,
	options: { connections: number; headers: Record<string, string>; seconds: number },
): Promise<Round> {
	const { connections, headers, seconds: duration } = options;
	const result = await autocannon({
		url: target,
		method: "POST",
		body: image,
		headers: { "content-type": "image/jpeg", ...headers },
		connections,
		duration,
	});
	if (result.non2xx > 0 || result.errors > 0) {
		throw new Error(`${target}: ${result.non2xx} refused, ${result.errors} failed`);
	}
	return {
		throughput: result["2xx"] / result.duration,
		p50Ms: result.latency.p50,
		p99Ms: result.latency.p99,
	};
}

/** Percentiles of the gateway's own time, read from the rows that it logged meanwhile. */
async function overheadSince(sinceMs: number): Promise<{ p50Ms: number; p99Ms: number; requests: number }> {
	await new Promise((resolve) => setTimeout(resolve, 500));
	const database = new Database(databasePath, { readonly: true });
	const overheads = database
		.prepare(
			`SELECT total_ms - queue_ms - decode_ms - service_ms AS overhead FROM requests
			WHERE status = 'ok' AND decided_at_ms >= ? ORDER BY overhead`,
		)
		.pluck()
		.all(sinceMs) as number[];
	database.close();
	const at = (q: number) => overheads[Math.min(overheads.length - 1, Math.floor(q * overheads.length))] ?? 0;
	return { p50Ms: at(0.5), p99Ms: at(0.99), requests: overheads.length };
}

function latencies(of: Round[]): string {
	return `${median(of.map(({ p50Ms }) => p50Ms))} / ${median(of.map(({ p99Ms }) => p99Ms))}`;
}

function median(values: number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[sorted.length >> 1]!;
}
