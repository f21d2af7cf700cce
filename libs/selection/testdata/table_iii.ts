import type { Candidate } from "../candidate.ts";

/** Table III of the paper: top-1 accuracy in percent, mean and standard deviation of the inference time in ms. */
const rows: [name: string, top1: number, meanMs: number, stdMs: number][] = [
	["SqueezeNet", 49.0, 4.91, 0.06],
	["MobileNetV1 0.25", 49.7, 3.21, 0.08],
	["MobileNetV1 0.5", 63.2, 4.21, 0.06],
	["DenseNet", 64.2, 25.49, 0.14],
	["MobileNetV1 0.75", 68.3, 4.67, 0.07],
	["MobileNetV1 1.0", 71.0, 5.43, 0.11],
	["NasNet Mobile", 73.9, 21.18, 0.17],
	["InceptionResNetV2", 77.5, 50.85, 0.33],
	["InceptionV3", 77.9, 31.11, 0.19],
	["InceptionV4", 80.1, 59.21, 0.22],
	["NasNet Large", 82.6, 112.61, 0.36],
];

const candidate = ([name, top1, meanMs, stdMs]: (typeof rows)[number]): Candidate => ({
	name,
	accuracy: top1 / 100,
	meanMs,
	stdMs,
	samples: 1000,
});

/** The eleven real models of the paper's Table III; the authors ran each 1,000 times. */
export const tableIII: readonly Candidate[] = rows.map(candidate);

/** The twelfth row: as slow as NasNet Large, but no better than SqueezeNet. */
export const nasNetFictional: Candidate = candidate(["NasNet Fictional", 50, 112.61, 0.36]);
