import { printedTableThree } from "../paper/table_iii.ts";
import type { SimulatedModel } from "../simulated_model.ts";

/** The eleven real models of Table III, rounded as the paper prints them. */
export const tableThreeModels: readonly SimulatedModel[] = printedTableThree.map(
	([name, top1, meanMs, stdMs]) => ({ name, accuracy: top1 / 100, meanMs, stdMs }),
);

/** Table III's models over and over, each time a little slower, until there are `count`. */
export function tableThreeLike(count: number): SimulatedModel[] {
	return Array.from({ length: count }, (_, index) => {
		const model = tableThreeModels[index % tableThreeModels.length]!;
		return { ...model, name: `${model.name} ${index}`, meanMs: model.meanMs * (1 + index / 10_000) };
	});
}
