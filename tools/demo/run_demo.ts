import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import type { TaskView } from "@mdinference/contract";
import { linkCast, slowedModel } from "./cast.ts";
import { type Conditions, readConditions } from "./conditions.ts";
import { type GatewayProcess, startGatewayProcess } from "./gateway_process.ts";
import { liveView } from "./live_view.ts";
import { meanNetworkMs } from "./network_delay.ts";
import { type Phones, startPhones } from "./phones.ts";
import { behindVerdicts, type VariantRun, type Verdict, verdicts } from "./promises.ts";
import { runTraffic, type TrafficOptions, type TrafficRun } from "./run_traffic.ts";
import { daySchedule, type Phase, planTraffic } from "./schedule.ts";
import { bestModel } from "./tally.ts";
import { commonSettings, variants } from "./variants.ts";

/** How the demonstration is run. */
export interface DemoOptions {
	/** Whether it shows the alarms only, in two minutes. */
	quick: boolean;
	/** Seed of pictures, arrivals, network and choices. */
	seed: number;
	/** Takes what people read. */
	print: (text: string) => void;
}

/** What the demonstration found. */
export interface DemoResult {
	/** When, on what, and how it was run. */
	setting: {
		/** Date and time, ISO 8601. */
		date: string;
		/** The machine. */
		machine: string;
		/** Processes that wanted to run, on average of a minute, before and after. */
		load: [before: number, after: number];
		/** Seed. */
		seed: number;
		/** Whether it was the whole demonstration. */
		isWhole: boolean;
		/** The usual rate, in requests a second. */
		ratePerSecond: number;
		/** Deadline, in milliseconds. */
		slaMs: number;
		/** Usual median service time of each model, in milliseconds. */
		serviceMs: Record<string, number>;
		/** How long it took, in seconds. */
		seconds: number;
	};
	/** The day. */
	phases: Phase[];
	/** The best single model of each phase, and its accuracy under the phase's condition. */
	best: { model: string; accuracy: number }[];
	/** What each model is worth. */
	conditions: Conditions;
	/** The quiet traffic before the day, once for all variants. */
	before: TrafficRun;
	/** The day, once a variant. */
	runs: VariantRun[];
	/** What is promised, and what was measured. */
	verdicts: Verdict[];
}

const phoneCount = 3;
/** Two where there are two cores: what is learned in minutes is a matter of how many requests are served in them. */
const workers = Math.min(2, availableParallelism());
/** Load of each worker that the best model makes, and the rates that the machine may be given. */
const usualLoad = 0.42;
const rates = { least: 6, most: 16 };
/** Requests before the day: a CUSUM learns its baseline from 200 runs, and not every request is for the best model. */
const requestsBefore = { whole: 330, quick: 235 };
/** What a gateway needs beside the model, in milliseconds: decoding, HTTP. */
const overheadMs = 6;
/** Service times of the slowed model that the deadline leaves room for, beyond the network: less than three. */
const roomFor = 2.6;

/**
 * Runs the demonstration. A first gateway serves quiet traffic, so that its profiles and detectors know the models; each
 * variant starts from a copy of the database that it leaves, and meets the same day.
 */
export async function runDemo({ quick, seed, print }: DemoOptions): Promise<DemoResult> {
	const startedAtMs = performance.now();
	const date = new Date().toISOString();
	const loadBefore = loadavg()[0]!;
	const folder = mkdtempSync(join(tmpdir(), "mdinference-demo-"));
	const removeFolder = () => rmSync(folder, { recursive: true, force: true });
	process.on("exit", removeFolder);
	let phones: Phones | undefined;
	let gateway: GatewayProcess | undefined;
	try {
		const zooFolder = linkCast(join(folder, "zoo"));
		const start = async (name: string, env: Readonly<Record<string, string>>) => {
			const home = join(folder, name);
			if (name === "before") mkdirSync(home);
			else cpSync(join(folder, "before"), home, { recursive: true });
			gateway = await startGatewayProcess({
				zooFolder,
				databasePath: join(home, "outcomes.sqlite"),
				seed,
				workers,
				env: { ...commonSettings, ...env },
			});
			return gateway;
		};
		print(
			`Starting ${phoneCount} phones and a gateway; ${availableParallelism()} cores, load ${loadBefore.toFixed(1)}.`,
		);
		phones = await startPhones(phoneCount);
		const first = await start("before", {});
		const task = await first.describe();
		const conditions = readConditions(
			Object.fromEntries(task.models.map(({ manifest }) => [manifest.name, manifest.sha256])),
		);
		const serviceMs = serviceTimes(task);
		const slowedMs = serviceMs[slowedModel]!;
		const fitting = Math.round((2000 * usualLoad * workers) / slowedMs) / 2;
		const ratePerSecond = Math.min(rates.most, Math.max(rates.least, fitting));
		const slaMs = Math.round(meanNetworkMs + overheadMs + roomFor * slowedMs);
		const phases = daySchedule(quick ? "quick" : "whole");
		const count = requestsBefore[quick ? "quick" : "whole"];
		const calm: Phase = {
			name: "before",
			seconds: count / ratePerSecond,
			rate: 1,
			condition: "light",
			slowdown: 1,
		};
		const plan = { ratePerSecond, phones: phoneCount };
		const requestsFirst = planTraffic([calm], { ...plan, seed: seed + 1, firstPicture: 0 });
		const requests = planTraffic(phases, { ...plan, seed, firstPicture: requestsFirst.length });
		print(
			`The best model takes ${slowedMs.toFixed(0)} ms here, so: ${ratePerSecond} requests a second, deadline ${slaMs} ms. ` +
				`Rendering ${requestsFirst.length + requests.length} pictures.`,
		);
		await phones.prepare([...requestsFirst, ...requests], seed);

		const serve = async (
			title: string,
			traffic: Pick<TrafficOptions, "gateway" | "phases" | "requests" | "labelled" | "slaMs">,
		) => {
			const watcher = liveView(title, traffic.phases);
			try {
				return await runTraffic({ ...traffic, phones: phones!, seed, watcher });
			} finally {
				watcher.stop();
			}
		};
		// Nobody is in a hurry yet, so that the best model is hardly ever passed over and soon known.
		const calmTraffic = {
			gateway: first,
			phases: [calm],
			requests: requestsFirst,
			slaMs: 2 * slaMs,
			labelled: false,
		};
		const before = await serve("before the day", calmTraffic);
		await first.stop();
		const runs: VariantRun[] = [];
		for (const { name, about, env } of variants) {
			print(`\n${name}: ${about}`);
			const own = await start(name, env);
			runs.push({
				variant: name,
				...(await serve(name, { gateway: own, phases, requests, slaMs, labelled: true })),
			});
			await own.stop();
		}
		const circumstances = { serviceMs, slowedModel, ratePerSecond, workers, budgetMs: roomFor * slowedMs };
		const best = phases.map((phase) => bestModel(phase, conditions, circumstances));
		const context = {
			phases,
			conditions,
			best: best.map(({ accuracy }) => accuracy),
			slowedModel,
			isWhole: !quick,
		};
		return {
			setting: {
				date,
				machine: `${availableParallelism()} cores, ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`,
				load: [loadBefore, loadavg()[0]!],
				seed,
				isWhole: !quick,
				ratePerSecond,
				slaMs,
				serviceMs,
				seconds: (performance.now() - startedAtMs) / 1000,
			},
			phases,
			best,
			conditions,
			before,
			runs,
			verdicts: [...runs.flatMap((run) => verdicts(run, context)), ...behindVerdicts(runs, context)],
		};
	} finally {
		phones?.stop();
		await gateway?.stop();
		process.off("exit", removeFolder);
		removeFolder();
	}
}

function serviceTimes({ models }: TaskView): Record<string, number> {
	return Object.fromEntries(
		models.map(({ manifest, profile }) => [manifest.name, profile.service?.p50Ms ?? Number.NaN]),
	);
}
