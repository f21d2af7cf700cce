import { mdinference } from "@mdinference/selection";
import type { RequestBatch } from "../requests.ts";
import type { Scenario } from "../serve.ts";
import type { SimulatedModel } from "../simulated_model.ts";

/** A request's way through the reference simulator. */
export interface ReferenceOutcome {
	model: number;
	estimateMs: number;
	waitMs: number;
	serviceMs: number;
	networkMs: number;
	cloudMs: number;
	deviceMs: number;
	latencyMs: number;
	byDevice: boolean;
	accuracy: number;
}

interface Reference extends ReferenceOutcome {
	request: number;
	sentMs: number;
	arrivesMs: number;
	backMs: number;
	told: boolean;
}

/**
 * The simulator as one would explain it: objects, lists that are searched from their start, no state kept between two
 * requests but the list of those before. Slow, and meant to be read.
 */
export function referenceSimulator(scenario: Scenario, requests: RequestBatch): ReferenceOutcome[] {
	const all = Array.from({ length: requests.count }, (_, request) => ({
		request,
		sentMs: requests.sentAtMs[request]!,
		arrivesMs: requests.sentAtMs[request]! + requests.upMs[request]!,
	}));
	const inOrder = scenario.queue
		? all.toSorted((a, b) => a.arrivesMs - b.arrivesMs || a.request - b.request)
		: all;
	const before: Reference[] = [];
	for (const { request, sentMs, arrivesMs } of inOrder) {
		for (const earlier of before) {
			if (earlier.backMs > sentMs && !earlier.told) break;
			earlier.told = true;
		}
		before.push(serveOne(scenario, requests, { request, sentMs, arrivesMs, before }));
	}
	return before.toSorted((a, b) => a.request - b.request);
}

function serveOne(
	scenario: Scenario,
	requests: RequestBatch,
	{
		request,
		sentMs,
		arrivesMs,
		before,
	}: Pick<Reference, "request" | "sentMs" | "arrivesMs"> & { before: Reference[] },
): Reference {
	const { models, slaMs, device } = scenario;
	const busyUntilMs = scenario.queue ? Math.max(0, ...before.map(leavesMs)) : 0;
	const waitMs = Math.max(0, busyUntilMs - arrivesMs);
	const estimateMs = estimate(scenario, requests, { request, arrivesMs, before });
	const budgetMs = slaMs - estimateMs - (waitMs > 0 ? expectedWaitMs(before, { models, arrivesMs }) : 0);
	const took = (model: number) => waitMs + draw(models[model]!, requests.cloudNormal[request]!);
	const answerMs = (model: number) =>
		requests.upMs[request]! + took(model) + requests.downMs(request, arrivesMs + took(model));
	const model = choose(scenario, { budgetMs, answerMs, uniform: requests.uniform[request]! });
	const cloudMs = answerMs(model);
	const serviceMs = took(model) - waitMs;
	const outcome = {
		request,
		sentMs,
		arrivesMs,
		told: false,
		model,
		estimateMs,
		waitMs,
		serviceMs,
		networkMs: cloudMs - took(model),
		cloudMs,
		backMs: sentMs + cloudMs,
	};
	const startsAtMs = device?.startsAtMs ?? 0;
	const deviceMs =
		device && cloudMs > startsAtMs
			? startsAtMs + draw(device.model, requests.deviceNormal[request]!)
			: Number.POSITIVE_INFINITY;
	const cloud = { deviceMs, latencyMs: cloudMs, byDevice: false, accuracy: models[model]!.accuracy };
	if (device === undefined || deviceMs > cloudMs) return { ...outcome, ...cloud };
	const own = { deviceMs, byDevice: true, accuracy: device.model.accuracy };
	if (cloudMs > slaMs) return { ...outcome, ...own, latencyMs: deviceMs > slaMs ? deviceMs : slaMs };
	if (device.model.accuracy > models[model]!.accuracy) return { ...outcome, ...own, latencyMs: cloudMs };
	return { ...outcome, ...cloud };
}

function leavesMs({ arrivesMs, waitMs, serviceMs }: Reference): number {
	return arrivesMs + waitMs + serviceMs;
}

/** What a server expects that knows who is waiting, but of the one that runs only that it has not ended. */
function expectedWaitMs(
	before: readonly Reference[],
	{ models, arrivesMs }: { models: readonly SimulatedModel[]; arrivesMs: number },
): number {
	let freeMs = 0;
	for (const earlier of before) {
		const begins = earlier.waitMs === 0 ? earlier.arrivesMs : Math.max(freeMs, earlier.arrivesMs);
		freeMs = begins + models[earlier.model]!.meanMs;
	}
	return Math.max(0, freeMs - arrivesMs);
}

function estimate(
	{ estimate = "true", slaMs }: Scenario,
	requests: RequestBatch,
	{ request, arrivesMs, before }: { request: number; arrivesMs: number; before: readonly Reference[] },
): number {
	const upMs = requests.upMs[request]!;
	const receiveMs = requests.receiveMs[request]!;
	const told = before.filter((earlier) => earlier.told).map(({ networkMs }) => networkMs);
	const claim = (ms: number) => Math.min(slaMs, Math.max(receiveMs, ms));
	if (estimate === "true") return upMs + requests.downMs(request, arrivesMs);
	if (estimate === "upload") return 2 * upMs;
	if (estimate === "receive" || told.length === 0) return 2 * receiveMs;
	if (estimate === "previous") return claim(told.at(-1)!);
	const [first, ...rest] = told.map((ms) => (ms > slaMs ? slaMs : ms));
	let smoothedMs = first!;
	let deviationMs = first! / 2;
	for (const ms of rest) {
		deviationMs = 0.75 * deviationMs + 0.25 * Math.abs(smoothedMs - ms);
		smoothedMs = 0.875 * smoothedMs + 0.125 * ms;
	}
	return claim(smoothedMs + deviationMs);
}

function draw({ meanMs, stdMs }: SimulatedModel, normal: number): number {
	const variance = Math.log(1 + (stdMs * stdMs) / (meanMs * meanMs));
	return Math.exp(Math.log(meanMs) - variance / 2 + Math.sqrt(variance) * normal);
}

function choose(
	{ policy, models, slaMs, sharpness = 1 }: Scenario,
	{ budgetMs, answerMs, uniform }: { budgetMs: number; answerMs: (model: number) => number; uniform: number },
): number {
	const places = models.map((_, place) => place);
	const best = (from: number[]) => from.toSorted((a, b) => models[b]!.accuracy - models[a]!.accuracy)[0];
	const fastest = places.toSorted((a, b) => models[a]!.meanMs - models[b]!.meanMs)[0]!;
	switch (policy) {
		case "mdinference": {
			const candidates = models.map((model) => ({ ...model, samples: 1000 }));
			const { model } = mdinference(candidates, { budgetMs, sharpness, random: () => uniform });
			return models.findIndex(({ name }) => name === model);
		}
		case "static-latency":
			return fastest;
		case "static-accuracy":
			return best(places)!;
		case "static-greedy":
			return best(places.filter((place) => models[place]!.meanMs < slaMs)) ?? fastest;
		case "clairvoyant":
			return best(places.filter((place) => answerMs(place) <= slaMs)) ?? fastest;
		default:
			throw new RangeError(`the reference has no policy ${policy}`);
	}
}
