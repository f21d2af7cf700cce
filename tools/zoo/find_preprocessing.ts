import type { Preprocessing } from "@mdinference/contract";
import { GraphError, type GraphValue } from "./read_graph.ts";

/** What a graph does not say of how pictures become its input. */
export interface PreprocessingOptions {
	/** How pictures are made to fit. Default `cover`. */
	resize?: string | undefined;
	/** Share of each side, around the centre, that is left after resizing. Default all of it. */
	crop?: number | undefined;
	/** Mean of each channel after scaling to [0, 1]. Default 0. */
	mean?: number[] | undefined;
	/** Standard deviation of each channel. Default 1. */
	std?: number[] | undefined;
	/** Axis order, where the shape leaves it open. */
	layout?: string | undefined;
	/** Side of the input in pixels, where the graph leaves it open. */
	side?: number | undefined;
}

/**
 * Finds width, height, channels and axis order in a graph's input, and takes from the options what it leaves open.
 *
 * @param file for messages
 * @throws GraphError when no picture can become that input; RangeError when an option is not one
 */
export function findPreprocessing(
	file: string,
	{ shape, type }: GraphValue,
	options: PreprocessingOptions,
): Preprocessing {
	if (type !== "float32" && type !== "uint8") {
		throw new GraphError(
			file,
			`reads ${type}: pictures can be given as float32 or uint8, so cast in the graph`,
		);
	}
	const resize = oneOf("resize", options.resize ?? "cover", ["cover", "contain", "fill"]);
	const [batch, a, b, c] = shape;
	const isChannels = (side: number | string | undefined) => side === 1 || side === 3;
	const layout = oneOf("layout", options.layout ?? (isChannels(a) ? "nchw" : "nhwc"), ["nchw", "nhwc"]);
	const [channels, height, width] = layout === "nchw" ? [a, b, c] : [c, a, b];
	if (shape.length !== 4 || !isChannels(channels)) {
		throw new GraphError(
			file,
			`reads [${shape}]: pictures give [1, channels, height, width] or [1, height, width, channels] with 1 or 3 channels`,
		);
	}
	if (typeof batch === "number" && batch !== 1) {
		throw new GraphError(
			file,
			`reads ${batch} pictures at a time: export it with a batch of 1, or an open one`,
		);
	}
	const side = (length: number | string | undefined) =>
		typeof length === "number" && length > 0 ? length : options.side;
	const [wide, high] = [side(width), side(height)];
	if (wide === undefined || high === undefined)
		throw new GraphError(file, "leaves its input's size open: give --side");
	return {
		width: wide,
		height: high,
		resize,
		...(options.crop === undefined ? {} : { crop: options.crop }),
		channels: channels === 1 ? "gray" : "rgb",
		layout,
		mean: oneEach(channels, options.mean ?? [0]),
		std: oneEach(channels, options.std ?? [1]),
	};
}

function oneEach(channels: number | string | undefined, given: number[]): number[] {
	return given.length === 1 ? Array(Number(channels)).fill(given[0]) : given;
}

function oneOf<const Choice extends string>(name: string, given: string, choices: readonly Choice[]): Choice {
	const choice = choices.find((choice) => choice === given);
	if (choice === undefined) throw new RangeError(`--${name} is ${given}, not one of ${choices.join(", ")}`);
	return choice;
}
