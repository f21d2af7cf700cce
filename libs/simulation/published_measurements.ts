import { z } from "zod";
import type { SimulatedModel } from "./simulated_model.ts";

/** A model as the paper's authors measured it. */
export interface PublishedModel {
	/** The authors' name of it. */
	name: string;
	/** Top-1 accuracy, in percent. */
	top1: number;
	/** Mean inference time, in milliseconds. */
	mean_ms: number;
	/** Standard deviation of the inference time, in milliseconds. */
	std_ms: number;
}

/** Parameters of a lognormal distribution of whole network times in milliseconds. */
export interface PublishedLognormal {
	/** Mean of the logarithm. */
	mu: number;
	/** Deviation of the logarithm. */
	sigma: number;
}

/** `data/paper/published_measurements.json`: what the authors published beside the paper, and where it is from. */
export interface PublishedMeasurements {
	/** Repository, licence and file. */
	source: string;
	/** On the GPU server, of which Table III rounds eleven. The last one, `nasnet_pathos_acc`, is NasNet Fictional. */
	"p2.xlarge": PublishedModel[];
	/** On a server without GPU. */
	c5: PublishedModel[];
	/** The authors' simulated networks: mean and deviation of one way, in milliseconds. */
	networks_one_way: Record<string, string | [meanMs: number, stdMs: number]>;
	/** Lognormals fitted to Table IV's static rows, for its traces are not public. */
	network_rtt_calibrated: {
		/** How they were fitted. */
		note: string;
		/** The university's network. */
		university: PublishedLognormal;
		/** The residential network. */
		residential: PublishedLognormal;
	};
}

const time = z.number().nonnegative();
const models = z
	.array(z.object({ name: z.string().min(1), top1: z.number().min(0).max(100), mean_ms: time, std_ms: time }))
	.min(1);
const lognormal = z.object({ mu: z.number(), sigma: z.number().nonnegative() });

/**
 * Parses the authors' measurements.
 *
 * @example
 * ```ts
 * import { PublishedMeasurements } from "@mdinference/simulation";
 *
 * if (PublishedMeasurements.safeParse({ c5: [] }).success) throw new Error("the source must be named");
 * ```
 */
export const PublishedMeasurements: z.ZodType<PublishedMeasurements> = z.object({
	source: z.string().min(1),
	"p2.xlarge": models,
	c5: models,
	networks_one_way: z.record(z.string(), z.union([z.string(), z.tuple([time, time])])),
	network_rtt_calibrated: z.object({ note: z.string(), university: lognormal, residential: lognormal }),
});

/** The made-up model of the paper's section V-C: as slow as NasNet Large, half of the time right. */
export const fictionalModel = "nasnet_pathos_acc";

/**
 * The authors' models as the simulator takes them: accuracy in [0, 1].
 *
 * @param published a list of {@link PublishedMeasurements}
 *
 * @example
 * ```ts
 * import { publishedModels } from "@mdinference/simulation";
 *
 * const [model] = publishedModels([{ name: "squeezenet", top1: 49, mean_ms: 4.9, std_ms: 0.06 }]);
 * if (model?.accuracy !== 0.49) throw new Error("percent become shares");
 * ```
 */
export function publishedModels(published: readonly PublishedModel[]): SimulatedModel[] {
	return published.map(({ name, top1, mean_ms, std_ms }) => ({
		name,
		accuracy: top1 / 100,
		meanMs: mean_ms,
		stdMs: std_ms,
	}));
}

/** The eleven real models of Table III: the authors' names in `published_measurements.json`, and the paper's. */
export const tableThree: Readonly<Record<string, string>> = {
	squeezenet: "SqueezeNet",
	"mobilenet_v1_0.25_224_frozen": "MobileNetV1 0.25",
	"mobilenet_v1_0.5_224_frozen": "MobileNetV1 0.5",
	densenet: "DenseNet",
	"mobilenet_v1_0.75_224_frozen": "MobileNetV1 0.75",
	"mobilenet_v1_1.0_224_frozen": "MobileNetV1 1.0",
	nasnet_mobile: "NasNet Mobile",
	inception_resnet_v2: "InceptionResNetV2",
	inception_v3: "InceptionV3",
	inception_v4: "InceptionV4",
	nasnet_large: "NasNet Large",
};
