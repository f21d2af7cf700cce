import { ClientNetworks } from "@mdinference/network";
import {
	choose,
	createPolicy,
	makeDecision,
	type PolicyRequest,
	prepareCandidates,
	type Truth,
} from "@mdinference/selection";
import { createEstimator, type EstimateInput, type EstimateName } from "./estimator.ts";
import { makeOutcomes, type OutcomeBatch } from "./outcomes.ts";
import type { RequestBatch } from "./requests.ts";
import { type SimulatedModel, serviceTime } from "./simulated_model.ts";

/** A copy of every request that runs on the device. */
export interface DeviceCopy {
	/** Its model, with the device's own times. */
	readonly model: SimulatedModel;
	/**
	 * When it starts, in milliseconds since the request; it does not start if the cloud's answer is there before.
	 * Default: 0.
	 */
	readonly startsAtMs?: number;
}

/** As many as the paper's authors measured: every profile is taken as known. */
const profiledRuns = 1000;

/** By how much the client's clock is ahead of the server's, which nobody is told: a policy that uses it must learn it. */
const clientClockMs = 3_600_000;

/** What serves requests: models, a policy, and what it knows. */
export interface Scenario {
	/** The cloud's models. */
	readonly models: readonly SimulatedModel[];
	/** Tsla, in milliseconds. */
	readonly slaMs: number;
	/** Name of the policy. */
	readonly policy: string;
	/** g of the policy `mdinference`. Default: 1, as printed. */
	readonly sharpness?: number;
	/** How the server estimates the network time. Default: `true`. */
	readonly estimate?: EstimateName;
	/** The copy on the device; absent: no duplication. */
	readonly device?: DeviceCopy;
	/** Whether requests wait for each other: one server, first come, first served. Default: false. */
	readonly queue?: boolean;
}

/**
 * Serves requests: estimate, choice, execution, answer, and the race with the device's copy.
 *
 * The cloud's answer is given if it comes by the deadline, unless a more accurate device was done before it; else the
 * device's at the deadline; else the first that comes. What a client measured counts from the first request that it
 * sends after the answer came back.
 *
 * @param scenario who serves
 * @param requests from {@link drawRequests}
 * @param outcomes where the results go, of the same count; default: new ones
 * @throws {UnknownPolicyError} or {@link UnknownEstimateError} for a name that does not exist
 * @throws {InvalidCandidateError} for a model with NaN, a negative time, or an accuracy outside [0, 1]
 *
 * @example
 * ```ts
 * import { drawRequests, normalNetwork, serve } from "@mdinference/simulation";
 *
 * const requests = drawRequests(normalNetwork({ meanMs: 100, stdMs: 0 }), { count: 10, seed: 1 });
 * const models = [{ name: "large", accuracy: 0.8, meanMs: 50, stdMs: 0 }];
 * const { latencyMs } = serve({ models, slaMs: 250, policy: "mdinference" }, requests);
 * if (!latencyMs.every((ms) => Math.abs(ms - 150) < 1e-9)) throw new Error("100 ms of network and 50 of model");
 * ```
 */
export function serve(
	scenario: Scenario,
	requests: RequestBatch,
	outcomes: OutcomeBatch = makeOutcomes(requests.count),
): OutcomeBatch {
	const { models, slaMs, device, queue = false } = scenario;
	const { count, sentAtMs, upMs, receiveMs, downMs, cloudNormal, deviceNormal, uniform } = requests;
	const prepared = prepareCandidates(models.map((model) => ({ ...model, samples: profiledRuns })));
	const policy = createPolicy(scenario.policy, { sharpness: scenario.sharpness ?? 1 });
	const decision = makeDecision(models.length);
	const clients = policy.name === "value" ? new ClientNetworks() : undefined;
	const estimator = createEstimator(scenario.estimate ?? "true");
	const mu = Float64Array.from(models, (model) => serviceTime(model).mu);
	const sigma = Float64Array.from(models, (model) => serviceTime(model).sigma);
	const deviceTime = device && serviceTime(device.model);
	const startsAtMs = device?.startsAtMs ?? 0;
	const order = queue ? byArrival(requests) : undefined;

	let now = 0;
	let arrivesAtMs = 0;
	let serverWaitMs = 0;
	let freeAtMs = 0;
	let plannedFreeAtMs = 0;
	let reported = 0;
	const input: EstimateInput = { upMs: 0, receiveMs: 0, trueMs: 0, slaMs };
	const executionMs = (model: number): number => {
		const tookMs = serverWaitMs + Math.exp(mu[model]! + sigma[model]! * cloudNormal[now]!);
		return tookMs + downMs(now, arrivesAtMs + tookMs);
	};
	const truth: Truth = { networkMs: 0, executionMs };
	const request: PolicyRequest = {
		slaMs,
		budgetMs: 0,
		deviceAccuracy: device?.model.accuracy ?? 0,
		truth,
	};

	for (let place = 0; place < count; place++) {
		now = order ? order[place]! : place;
		const sentMs = sentAtMs[now]!;
		while (reported < place) {
			const earlier = order ? order[reported]! : reported;
			if (sentAtMs[earlier]! + outcomes.cloudMs[earlier]! > sentMs) break;
			estimator.observe(outcomes.networkMs[earlier]!);
			reported++;
		}
		arrivesAtMs = sentMs + upMs[now]!;
		serverWaitMs = queue ? Math.max(0, freeAtMs - arrivesAtMs) : 0;
		const plannedWaitMs = serverWaitMs === 0 ? 0 : Math.max(0, plannedFreeAtMs - arrivesAtMs);
		input.upMs = upMs[now]!;
		input.receiveMs = receiveMs[now]!;
		input.trueMs = upMs[now]! + downMs(now, arrivesAtMs);
		const estimateMs = estimator.estimate(input);
		request.budgetMs = slaMs - estimateMs - plannedWaitMs;
		if (clients !== undefined) {
			const previous = place === 0 ? -1 : order ? order[place - 1]! : place - 1;
			const isBack = previous >= 0 && sentAtMs[previous]! + outcomes.cloudMs[previous]! <= sentMs;
			const { passedMs, downlink } = clients.observe("the client", {
				slaMs,
				uploadMs: receiveMs[now]!,
				previousNetworkMs: isBack ? outcomes.networkMs[previous]! : undefined,
				sentAtMs: sentMs + clientClockMs,
				arrivedAtMs: arrivesAtMs,
			});
			request.remainingMs = slaMs - passedMs - plannedWaitMs;
			request.downlink = downlink;
		}
		truth.networkMs = upMs[now]!;
		const model = choose(policy, prepared, request, uniform[now]!, decision);

		const serviceMs = Math.exp(mu[model]! + sigma[model]! * cloudNormal[now]!);
		const leavesAtMs = arrivesAtMs + serverWaitMs + serviceMs;
		freeAtMs = leavesAtMs;
		plannedFreeAtMs = arrivesAtMs + plannedWaitMs + models[model]!.meanMs;
		const networkMs = upMs[now]! + downMs(now, leavesAtMs);
		const cloudMs = networkMs + serverWaitMs + serviceMs;
		outcomes.model[now] = model;
		outcomes.estimateMs[now] = estimateMs;
		outcomes.networkMs[now] = networkMs;
		outcomes.waitMs[now] = serverWaitMs;
		outcomes.serviceMs[now] = serviceMs;
		outcomes.cloudMs[now] = cloudMs;

		let deviceMs = Number.POSITIVE_INFINITY;
		if (deviceTime !== undefined && cloudMs > startsAtMs) {
			deviceMs = startsAtMs + Math.exp(deviceTime.mu + deviceTime.sigma * deviceNormal[now]!);
		}
		const deviceBetter = device !== undefined && device.model.accuracy > models[model]!.accuracy;
		const byDevice = deviceMs <= cloudMs && (cloudMs > slaMs || deviceBetter);
		outcomes.deviceMs[now] = deviceMs;
		outcomes.byDevice[now] = byDevice ? 1 : 0;
		outcomes.latencyMs[now] = byDevice && cloudMs > slaMs ? Math.max(slaMs, deviceMs) : cloudMs;
		outcomes.accuracy[now] = byDevice ? device!.model.accuracy : models[model]!.accuracy;
	}
	return outcomes;
}

/** Places of the requests in the order in which they reach the server. */
function byArrival({ count, sentAtMs, upMs }: RequestBatch): Uint32Array {
	const arrival = (request: number) => sentAtMs[request]! + upMs[request]!;
	return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => arrival(a) - arrival(b) || a - b);
}
