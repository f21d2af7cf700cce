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
import { raceDevice } from "./race_device.ts";
import type { RequestBatch } from "./requests.ts";
import { type SimulatedModel, serviceTime } from "./simulated_model.ts";
import { SingleServer } from "./single_server.ts";

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
 * Serves requests: estimate, choice, execution, answer, and the race with the device's copy, by the rules of libs/client.
 *
 * What a client measured counts from the first request that it sends after that answer and those before it came back. For
 * `value` it counts at the very next request or not at all: an answer that is not back by then is known as late, as on the
 * gateway. Allocates nothing per request, but for `value`, whose memory of a client does.
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
	const { count, sentAtMs, upMs, receiveMs, downMs, cloudNormal, uniform } = requests;
	const prepared = prepareCandidates(models.map((model) => ({ ...model, samples: profiledRuns })));
	const policy = createPolicy(scenario.policy, { sharpness: scenario.sharpness ?? 1 });
	const decision = makeDecision(models.length);
	const estimator = createEstimator(scenario.estimate ?? "true");
	const learn = policy.name === "value" ? learnDownlinks(slaMs, requests, outcomes) : undefined;
	const race = raceDevice(scenario, requests, outcomes);
	const mu = Float64Array.from(models, (model) => serviceTime(model).mu);
	const sigma = Float64Array.from(models, (model) => serviceTime(model).sigma);
	const server = new SingleServer();
	const order = queue ? byArrival(requests) : undefined;

	let now = 0;
	let waitMs = 0;
	let arrivedAtMs = 0;
	let previous = -1;
	let reported = 0;
	const serviceMs = (model: number): number => Math.exp(mu[model]! + sigma[model]! * cloudNormal[now]!);
	const executionMs = (model: number): number => {
		const tookMs = waitMs + serviceMs(model);
		return tookMs + downMs(now, arrivedAtMs + tookMs);
	};
	const input: EstimateInput = { upMs: 0, receiveMs: 0, trueMs: 0, slaMs };
	const truth: Truth = { networkMs: 0, executionMs };
	const request: PolicyRequest = { slaMs, budgetMs: 0, deviceAccuracy: device?.model.accuracy ?? 0, truth };

	for (let place = 0; place < count; place++) {
		now = order ? order[place]! : place;
		for (; reported < place; reported++) {
			const earlier = order ? order[reported]! : reported;
			if (sentAtMs[earlier]! + outcomes.cloudMs[earlier]! > sentAtMs[now]!) break;
			estimator.observe(outcomes.networkMs[earlier]!);
		}
		arrivedAtMs = sentAtMs[now]! + upMs[now]!;
		if (queue) server.arrive(arrivedAtMs);
		waitMs = queue ? server.waitMs : 0;
		const expectedWaitMs = queue ? server.expectedWaitMs : 0;
		input.upMs = upMs[now]!;
		input.receiveMs = receiveMs[now]!;
		input.trueMs = upMs[now]! + downMs(now, arrivedAtMs);
		const estimateMs = estimator.estimate(input);
		request.budgetMs = slaMs - estimateMs - expectedWaitMs;
		learn?.(request, { now, previous, expectedWaitMs });
		truth.networkMs = upMs[now]!;
		const model = choose(policy, prepared, request, uniform[now]!, decision);

		const tookMs = serviceMs(model);
		if (queue) server.serve(tookMs, models[model]!.meanMs);
		const networkMs = upMs[now]! + downMs(now, arrivedAtMs + waitMs + tookMs);
		outcomes.model[now] = model;
		outcomes.estimateMs[now] = estimateMs;
		outcomes.networkMs[now] = networkMs;
		outcomes.waitMs[now] = waitMs;
		outcomes.serviceMs[now] = tookMs;
		outcomes.cloudMs[now] = networkMs + waitMs + tookMs;
		race(now);
		previous = now;
	}
	return outcomes;
}

/**
 * What the server learns of the two ways of its client, by the same code as the gateway: from when the client says it sent,
 * and from the network time that it measured at the request before, if that answer was back by then.
 */
function learnDownlinks(
	slaMs: number,
	{ sentAtMs, upMs, receiveMs }: RequestBatch,
	{ cloudMs, networkMs }: OutcomeBatch,
): (request: PolicyRequest, at: { now: number; previous: number; expectedWaitMs: number }) => void {
	const clients = new ClientNetworks();
	return (request, { now, previous, expectedWaitMs }) => {
		const isBack = previous >= 0 && sentAtMs[previous]! + cloudMs[previous]! <= sentAtMs[now]!;
		const { passedMs, downlink } = clients.observe("the client", {
			slaMs,
			uploadMs: receiveMs[now]!,
			previousNetworkMs: isBack ? networkMs[previous]! : undefined,
			sentAtMs: sentAtMs[now]! + clientClockMs,
			arrivedAtMs: sentAtMs[now]! + upMs[now]!,
		});
		request.remainingMs = slaMs - passedMs - expectedWaitMs;
		request.downlink = downlink;
	};
}

/** Places of the requests in the order in which they reach the server. */
function byArrival({ count, sentAtMs, upMs }: RequestBatch): Uint32Array {
	const arrival = (request: number) => sentAtMs[request]! + upMs[request]!;
	return Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => arrival(a) - arrival(b) || a - b);
}
