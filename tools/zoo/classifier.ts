import { decodeImage, toInput, type ZooModel } from "@mdinference/inference";
import { type InferenceSession, Tensor } from "onnxruntime-node";
import { GraphError, type GraphValue, readGraph } from "./read_graph.ts";

/** A model that is loaded and answers, on one thread. */
export interface Classifier {
	/** Runs the graph on zeros and gives what it answers, unchecked: nothing but the graph, to be timed. */
	runOnZeros(): Promise<unknown>;
	/** One number a label for zeros. */
	answerToZeros(): Promise<Float32Array>;
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
	const { input: wanted, output: promised } = manifest;
	const graph = await readGraph(manifest.name, new Uint8Array(bytes).slice());
	for (const [spec, found] of [
		[wanted, graph.input],
		[promised, graph.output],
	] as const) {
		if (spec.name === found.name && spec.dtype === found.type && fits(spec.shape, found.shape)) continue;
		const problem = `has ${describe(found)} where its manifest says ${describe({ ...spec, type: spec.dtype })}`;
		throw new GraphError(manifest.name, problem);
	}
	const feedsOf = (input: Float32Array | Uint8Array) => ({
		[wanted.name]: new Tensor(wanted.dtype, input, wanted.shape),
	});
	const run = async (feeds: InferenceSession.FeedsType): Promise<Float32Array> => {
		const answer = (await runGraph(graph.session, manifest.name, feeds))[promised.name];
		if (answer?.dims.join() === promised.shape.join()) return answer.data as Float32Array;
		throw new GraphError(
			manifest.name,
			`gives [${answer?.dims}] where its manifest says [${promised.shape}]`,
		);
	};
	const length = wanted.shape.reduce((product, side) => product * side, 1);
	const zeros = feedsOf(wanted.dtype === "uint8" ? new Uint8Array(length) : new Float32Array(length));
	return {
		runOnZeros: () => graph.session.run(zeros),
		answerToZeros: () => run(zeros),
		async scores(file) {
			return run(feedsOf(toInput(await decodeImage(file, manifest.preprocessing), manifest)));
		},
	};
}

async function runGraph(
	session: InferenceSession,
	name: string,
	feeds: InferenceSession.FeedsType,
): Promise<InferenceSession.ReturnType> {
	try {
		return await session.run(feeds);
	} catch (cause) {
		throw new GraphError(name, `does not run: ${cause instanceof Error ? cause.message : cause}`, { cause });
	}
}

function fits(shape: readonly number[], found: GraphValue["shape"]): boolean {
	return (
		shape.length === found.length && found.every((side, i) => typeof side === "string" || side === shape[i])
	);
}

function describe({ name, shape, type }: GraphValue): string {
	return `${name} ${type} [${shape}]`;
}
