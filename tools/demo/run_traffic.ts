import type { DriftEventView } from "@mdinference/contract";
import { slowedModel } from "./cast.ts";
import { listenToGateway } from "./gateway_events.ts";
import type { GatewayProcess } from "./gateway_process.ts";
import type { RequestResult } from "./messages.ts";
import type { Phones } from "./phones.ts";
import { type Phase, type PlannedRequest, phaseTimes } from "./schedule.ts";

/** An alarm, and when it was heard, in milliseconds since the start of the traffic. */
export interface HeardAlarm
	extends Pick<DriftEventView, "model" | "kind" | "direction" | "detector" | "explanation"> {
	/** When. */
	heardAtMs: number;
}

/** What became of some traffic. */
export interface TrafficRun {
	/** How each request ended, in the order in which they ended. */
	results: RequestResult[];
	/** The alarms. */
	alarms: HeardAlarm[];
	/** When each phase started in truth, in milliseconds since the start. */
	phasesAtMs: number[];
	/** Reports and labels that did not reach the gateway. */
	undelivered: number;
}

/** What watches a run. */
export interface TrafficWatcher {
	/** A phase starts. */
	onPhase(phase: number): void;
	/** Requests have ended. */
	onResults(results: readonly RequestResult[]): void;
	/** The gateway gave an alarm. */
	onAlarm(alarm: HeardAlarm): void;
}

/** Time for all phones to hear of the traffic before it starts, in milliseconds. */
const leadMs = 500;

/** What is sent, to whom, and who watches. */
export interface TrafficOptions {
	/** The gateway. */
	gateway: GatewayProcess;
	/** The phones, whose pictures are prepared. */
	phones: Phones;
	/** The schedule. */
	phases: readonly Phase[];
	/** Its requests. */
	requests: readonly PlannedRequest[];
	/** Deadline of each request, in milliseconds. */
	slaMs: number;
	/** Seed of the network. */
	seed: number;
	/** Whether somebody says of each answer what was right. */
	labelled: boolean;
	/** Watches. */
	watcher: TrafficWatcher;
}

/** Sends traffic to a gateway, changes what the schedule says when it says so, and collects what comes of it. */
export async function runTraffic(options: TrafficOptions): Promise<TrafficRun> {
	const { gateway, phones, phases, requests, slaMs, seed, labelled, watcher } = options;
	const run: TrafficRun = { results: [], alarms: [], phasesAtMs: [], undelivered: 0 };
	const startAtMs = Date.now() + leadMs;
	const events = await listenToGateway(gateway.port, (drift) => {
		const { model, kind, direction, detector, explanation } = drift;
		const alarm = { model, kind, direction, detector, explanation, heardAtMs: Date.now() - startAtMs };
		run.alarms.push(alarm);
		watcher.onAlarm(alarm);
	});
	const starts = phaseTimes(phases).slice(0, -1);
	const timers = starts.map((atMs, phase) =>
		setTimeout(
			() => {
				gateway.slow(slowedModel, phases[phase]!.slowdown);
				run.phasesAtMs[phase] = Date.now() - startAtMs;
				watcher.onPhase(phase);
			},
			startAtMs + atMs - Date.now(),
		),
	);
	try {
		run.undelivered = await phones.run({
			requests,
			gatewayPort: gateway.port,
			startAtMs,
			slaMs,
			seed,
			labelled,
			onResults(results) {
				run.results.push(...results);
				watcher.onResults(results);
			},
		});
	} finally {
		for (const timer of timers) clearTimeout(timer);
		events.stop();
	}
	return run;
}
