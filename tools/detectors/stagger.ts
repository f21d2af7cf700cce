import { type Example, noisy } from "./concept.ts";

const [small, medium, large] = [0, 1, 2];
const [red, green] = [0, 1];
const circular = 1;

/** The three concepts, in the order in which they follow each other. */
const concepts: readonly ((size: number, colour: number, shape: number) => boolean)[] = [
	(size, colour) => size === small && colour === red,
	(_, colour, shape) => colour === green || shape === circular,
	(size) => size === medium || size === large,
];

/**
 * An example of the STAGGER concepts: size (small, medium, large), colour (red, green, blue) and shape (square, circular,
 * triangular), all equally frequent. The class is "small and red", "green or circular", or "medium or large". Unlike the
 * original, a tenth of the labels is wrong: without errors before the change, no detector could give a false alarm.
 *
 * @param random source of uniform numbers
 * @param concept which of the three, from 0
 * @see Schlimmer and Granger, "Incremental learning from noisy data", Machine Learning 1, 1986
 */
export function staggerExample(random: () => number, concept: number): Example {
	const [size, colour, shape] = [three(random), three(random), three(random)];
	// One number for each value, so that a learner does not take green for the middle of red and blue.
	const features = [size, colour, shape].flatMap((value) => [0, 1, 2].map((one) => Number(value === one)));
	return { features, label: noisy(random, concepts[concept]!(size, colour, shape)) };
}

function three(random: () => number): number {
	return Math.floor(3 * random());
}
