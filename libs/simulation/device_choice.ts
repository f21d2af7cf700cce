import { z } from "zod";
import type { ZooModel } from "./model_profiles.ts";
import { checkProfile, InvalidProfileError, parseProfileJson } from "./profile_json.ts";
import { type SimulatedModel, servicePercentileMs } from "./simulated_model.ts";

/** A kind of device and how long each model takes there. */
export interface DeviceProfile {
	/** What it is. */
	readonly name: string;
	/** The models that run there, with this device's times. */
	readonly models: readonly SimulatedModel[];
}

/** The most accurate model that a device can run within an SLA; `model` is null where even the fastest is too slow. */
export interface DeviceChoice {
	/** Name of the device. */
	readonly device: string;
	/** Tsla, in milliseconds. */
	readonly slaMs: number;
	/** The model. */
	readonly model: SimulatedModel | null;
	/** 99th percentile of its time there, in milliseconds; that of the fastest model where none is fast enough. */
	readonly p99Ms: number;
}

const time = z.number().nonnegative();
const deviceFile = z.object({
	devices: z
		.array(
			z.object({
				name: z.string().min(1),
				models: z
					.array(
						z.object({
							name: z.string().min(1),
							accuracy: z.number().min(0).max(1).optional(),
							meanMs: time,
							stdMs: time,
						}),
					)
					.min(1),
			}),
		)
		.min(1),
});

/**
 * Reads devices from JSON: `{"devices": [{"name", "models": [{"name", "accuracy", "meanMs", "stdMs"}]}]}`.
 *
 * @param text the file
 * @param options `zoo`: manifests that say the accuracy of models for which the file does not
 * @throws {InvalidProfileError} naming the field
 *
 * @example
 * ```ts
 * import { parseDevices } from "@mdinference/simulation";
 *
 * const text = `{"devices": [{"name": "phone", "models": [{"name": "a", "accuracy": 0.5, "meanMs": 9, "stdMs": 1}]}]}`;
 * if (parseDevices(text)[0]?.models[0]?.meanMs !== 9) throw new Error("as it stands there");
 * ```
 */
export function parseDevices(
	text: string,
	{ zoo = [] }: { zoo?: readonly ZooModel[] } = {},
): DeviceProfile[] {
	return checkProfile(deviceFile, parseProfileJson(text)).devices.map((device, place) => ({
		name: device.name,
		models: device.models.map((model, index) => {
			const accuracy = model.accuracy ?? zoo.find(({ name }) => name === model.name)?.accuracy;
			if (accuracy !== undefined) return { ...model, accuracy };
			const field = `devices[${place}].models[${index}].accuracy`;
			throw new InvalidProfileError(field, "is missing, and no manifest says it");
		}),
	}));
}

/**
 * The most accurate model that a device answers with by the deadline in 99 of 100 cases (section VI of the paper,
 * "On-device model selection"). Of equally accurate ones the faster.
 *
 * @param device with at least one model
 * @param slaMs Tsla, in milliseconds
 *
 * @example
 * ```ts
 * import { chooseForDevice } from "@mdinference/simulation";
 *
 * const fast = { name: "fast", accuracy: 0.5, meanMs: 30, stdMs: 0 };
 * const good = { name: "good", accuracy: 0.7, meanMs: 200, stdMs: 0 };
 * const phone = { name: "phone", models: [fast, good] };
 * if (chooseForDevice(phone, 100).model?.name !== "fast") throw new Error("200 ms are too long");
 * if (chooseForDevice(phone, 20).model !== null) throw new Error("and so are 30");
 * ```
 */
export function chooseForDevice({ name, models }: DeviceProfile, slaMs: number): DeviceChoice {
	let model: SimulatedModel | null = null;
	let fastestMs = Number.POSITIVE_INFINITY;
	for (const candidate of models) {
		const p99Ms = servicePercentileMs(candidate);
		fastestMs = Math.min(fastestMs, p99Ms);
		if (p99Ms <= slaMs && (model === null || isBetter(candidate, model))) model = candidate;
	}
	return { device: name, slaMs, model, p99Ms: model === null ? fastestMs : servicePercentileMs(model) };
}

function isBetter(a: SimulatedModel, b: SimulatedModel): boolean {
	return a.accuracy === b.accuracy
		? servicePercentileMs(a) < servicePercentileMs(b)
		: a.accuracy > b.accuracy;
}
