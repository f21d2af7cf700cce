import type { SimulatedModel } from "../simulated_model.ts";

/** The eleven real models of Table III, rounded as the paper prints them. */
export const tableThreeModels: readonly SimulatedModel[] = (
	[
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
	] as const
).map(([name, top1, meanMs, stdMs]) => ({ name, accuracy: top1 / 100, meanMs, stdMs }));

/** Table III's models over and over, each time a little slower, until there are `count`. */
export function tableThreeLike(count: number): SimulatedModel[] {
	return Array.from({ length: count }, (_, index) => {
		const model = tableThreeModels[index % tableThreeModels.length]!;
		return { ...model, name: `${model.name} ${index}`, meanMs: model.meanMs * (1 + index / 10_000) };
	});
}
