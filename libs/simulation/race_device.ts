import type { OutcomeBatch } from "./outcomes.ts";
import type { RequestBatch } from "./requests.ts";
import type { Scenario } from "./serve.ts";
import { serviceTime } from "./simulated_model.ts";

/**
 * The race between the cloud's answer and the device's copy, by the rules of libs/client: the cloud's answer is given if
 * it comes by the deadline, unless a more accurate device was done before it; else the device's at the deadline; else the
 * first that comes.
 *
 * @param outcomes whose `model` and `cloudMs` are known; the rest is written
 * @returns a function of a request's place
 */
export function raceDevice(
	{ models, slaMs, device }: Scenario,
	{ deviceNormal }: RequestBatch,
	outcomes: OutcomeBatch,
): (request: number) => void {
	const { model, cloudMs, deviceMs, latencyMs, accuracy, byDevice } = outcomes;
	const accuracies = Float64Array.from(models, (model) => model.accuracy);
	const deviceAccuracy = device?.model.accuracy ?? Number.NaN;
	const startsAtMs = device === undefined ? Number.POSITIVE_INFINITY : (device.startsAtMs ?? 0);
	const { mu, sigma } = device === undefined ? { mu: 0, sigma: 0 } : serviceTime(device.model);
	return (request) => {
		const backMs = cloudMs[request]!;
		const cloudAccuracy = accuracies[model[request]!]!;
		const doneMs =
			backMs > startsAtMs
				? startsAtMs + Math.exp(mu + sigma * deviceNormal[request]!)
				: Number.POSITIVE_INFINITY;
		const isLate = backMs > slaMs;
		const isDevice = doneMs <= backMs && (isLate || deviceAccuracy > cloudAccuracy);
		deviceMs[request] = doneMs;
		byDevice[request] = isDevice ? 1 : 0;
		latencyMs[request] = isDevice && isLate ? Math.max(slaMs, doneMs) : backMs;
		accuracy[request] = isDevice ? deviceAccuracy : cloudAccuracy;
	};
}
