import { lognormalNetwork, normalNetwork } from "../drawn_network.ts";
import type { Network } from "../network.ts";
import {
	fictionalModel,
	type PublishedMeasurements,
	publishedModels,
	tableThree,
} from "../published_measurements.ts";
import type { SimulatedModel } from "../simulated_model.ts";

/** What the paper's experiments run on. */
export interface Setting {
	/** The eleven real models of Table III at full precision, by the paper's names, fastest first. */
	readonly models: readonly SimulatedModel[];
	/** NasNet Fictional: as slow as NasNet Large, half of the time right. */
	readonly fictional: SimulatedModel;
	/** All 23 models of the authors' file: Table IV comes out of these. */
	readonly allModels: readonly SimulatedModel[];
	/** The phone's model of section V-D. */
	readonly device: SimulatedModel;
	/** Network of Figures 3 and 6: 100 ± 50 ms. */
	readonly network: Network;
	/** Table IV's networks, and Figure 7's. */
	readonly measured: {
		readonly university: Network;
		readonly residential: Network;
		readonly floored: Network;
	};
	/** Requests of a point of a curve. */
	readonly requests: number;
	/** Requests of a point that is compared with a printed number. */
	readonly many: number;
	/** Of the random numbers. */
	readonly seed: number;
}

/** Which requests the experiments are run with. */
export interface SettingOptions {
	/** Requests of a point of a curve. The paper's: 10,000. */
	readonly requests: number;
	/** Of the random numbers. */
	readonly seed: number;
}

/**
 * The phone's answer is used at the deadline only, so its time changes nothing while it is below the SLA: the paper says
 * that SLAs of 50 ms are met and prints no time of this model on a phone.
 */
const deviceTime = { meanMs: 40, stdMs: 2 };

/**
 * Figure 7's network, whose curve starts near 85 ms: the lognormal above that floor which Table IV's two static rows
 * ask for, P(Tnw > 250 - 2.45 ms) = 3.16 % and P(Tnw > 250 - 112.61 ms) = 23.03 %.
 */
export const floored = { shiftMs: 85, mu: 3.2123, sigma: 1.0116 } as const;

/**
 * Makes the setting of the paper's evaluation out of what its authors published.
 *
 * @param published the authors' measurements
 * @param options how many requests, and the seed
 * @throws {RangeError} if a model of Table III or the fictional one is missing
 * @see the paper, section V
 */
export function makeSetting(published: PublishedMeasurements, { requests, seed }: SettingOptions): Setting {
	const everything = publishedModels(published["p2.xlarge"]);
	const find = (name: string): SimulatedModel => {
		const model = everything.find((candidate) => candidate.name === name);
		if (model === undefined) throw new RangeError(`the measurements lack ${name}`);
		return model;
	};
	const allModels = everything.filter(({ name }) => name !== fictionalModel);
	const { university, residential } = published.network_rtt_calibrated;
	return {
		models: Object.entries(tableThree)
			.map(([name, printed]) => ({ ...find(name), name: printed }))
			.sort((a, b) => a.meanMs - b.meanMs),
		fictional: { ...find(fictionalModel), name: "NasNet Fictional" },
		allModels,
		device: { ...find("mobilenet_v1_0.25_128_frozen"), ...deviceTime, name: "phone" },
		network: normalNetwork({ meanMs: 100, stdMs: 50 }),
		measured: {
			university: lognormalNetwork(university),
			residential: lognormalNetwork(residential),
			floored: lognormalNetwork(floored),
		},
		requests,
		many: 10 * requests,
		seed,
	};
}
