import { InferenceSession } from "onnxruntime-node";

/** What a graph reads or gives. A dimension that the graph leaves open is its name, or an empty string. */
export interface GraphValue {
	/** Its name in the graph. */
	name: string;
	/** Its dimensions. */
	shape: readonly (number | string)[];
	/** Its element type. */
	type: string;
}

/** A graph that is loaded. */
export interface Graph {
	/** To run it. */
	session: InferenceSession;
	/** The one tensor that it reads. */
	input: GraphValue;
	/** The one tensor that it gives. */
	output: GraphValue;
}

/** A file cannot serve as a model's graph. */
export class GraphError extends Error {
	/** Name of this class. */
	override readonly name = "GraphError";
	/** Which graph: the model's name or the file. */
	readonly graph: string;

	/** Says what is wrong with a graph. */
	constructor(graph: string, problem: string, options?: ErrorOptions) {
		super(`${graph} ${problem}`, options);
		this.graph = graph;
	}
}

/**
 * Loads a graph into onnxruntime on one thread, and reads what goes in and comes out.
 *
 * @param name for messages: the model's name or the file
 * @param bytes an ONNX file
 * @throws GraphError when it is no ONNX file, needs an operator that onnxruntime lacks, or has more than one input or output
 */
export async function readGraph(name: string, bytes: Uint8Array): Promise<Graph> {
	const options: InferenceSession.SessionOptions = { intraOpNumThreads: 1, interOpNumThreads: 1 };
	const session = await InferenceSession.create(bytes, options).catch((cause: unknown) => {
		const reason = cause instanceof Error ? cause.message : String(cause);
		const operator = /No Op registered for (\S+)|implementation for (?:the node )?(\S+)/.exec(reason);
		if (operator)
			throw new GraphError(
				name,
				`needs the operator ${operator[1] ?? operator[2]}, which onnxruntime lacks`,
				{ cause },
			);
		if (/protobuf|ModelProto/i.test(reason)) throw new GraphError(name, "is not an ONNX file", { cause });
		throw new GraphError(name, `does not load in onnxruntime: ${reason}`, { cause });
	});
	return {
		session,
		input: only(name, "input", session.inputMetadata),
		output: only(name, "output", session.outputMetadata),
	};
}

function only(name: string, what: string, values: readonly InferenceSession.ValueMetadata[]): GraphValue {
	const [value] = values;
	if (value === undefined || values.length > 1)
		throw new GraphError(name, `has ${values.length} ${what}s, not one`);
	if (!value.isTensor) throw new GraphError(name, `has an ${what} that is no tensor`);
	return { name: value.name, shape: value.shape, type: value.type };
}
