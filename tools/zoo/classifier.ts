import { decodeImage, toTensor, type ZooModel } from "@mdinference/inference";
import { Tensor } from "onnxruntime-node";
import { GraphError, type GraphValue, readGraph } from "./read_graph.ts";

/** A model that is loaded and answers, on one thread. */
export interface Classifier {
	/** How many numbers it reads. */
	inputLength: number;
	/** Runs the graph on a tensor of the manifest's input shape; gives one number a label. */
	run(input: Float32Array): Promise<Float32Array>;
	/** One number a label for an encoded picture, prepared as the gateway does. */
	scores(file: Uint8Array): Promise<Float32Array>;
}

/**
 * Loads a model into onnxruntime on one thread and holds the names and shapes of its graph against the manifest.
 *
 * @throws GraphError when it does not load, or reads or gives something else than the manifest says
 */
export async function loadClassifier({
	manifest,
	bytes,
}: Pick<ZooModel, "manifest" | "bytes">): Promise<Classifier> {
	const graph = await readGraph(manifest.name, new Uint8Array(bytes).slice());
	for (const [spec, found] of [
		[manifest.input, graph.input],
		[manifest.output, graph.output],
	] as const) {
		if (spec.name === found.name && fits(spec.shape, found.shape)) continue;
		const problem = `has ${describe(found)} where its manifest says ${describe(spec)}`;
		throw new GraphError(manifest.name, problem);
	}
	const run = async (input: Float32Array) => {
		const feeds = { [manifest.input.name]: new Tensor("float32", input, manifest.input.shape) };
		return (await graph.session.run(feeds))[manifest.output.name]?.data as Float32Array;
	};
	return {
		inputLength: manifest.input.shape.reduce((product, side) => product * side, 1),
		run,
		async scores(file) {
			return run(toTensor(await decodeImage(file, manifest.preprocessing), manifest.preprocessing));
		},
	};
}

function fits(shape: readonly number[], found: GraphValue["shape"]): boolean {
	return (
		shape.length === found.length && found.every((side, i) => typeof side === "string" || side === shape[i])
	);
}

function describe({ name, shape }: Pick<GraphValue, "name" | "shape">): string {
	return `${name} [${shape}]`;
}
