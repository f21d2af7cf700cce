import type { Example } from "./concept.ts";

/** Least variance of a feature, so that one that is constant within a class does not divide by zero. */
const leastVariance = 1e-2;

interface ClassStatistics {
	count: number;
	means: number[];
	squares: number[];
}

/**
 * A Gaussian naive Bayes classifier for two classes that learns from one example at a time and forgets nothing: the
 * simplest learner whose errors a detector can watch.
 */
export class NaiveBayes {
	readonly #classes: readonly [ClassStatistics, ClassStatistics];

	/** Starts untaught. */
	constructor(features: number) {
		const untaught = () => ({
			count: 0,
			means: new Array<number>(features).fill(0),
			squares: new Array<number>(features).fill(0),
		});
		this.#classes = [untaught(), untaught()];
	}

	/** The likelier class; 0 as long as both are as likely. */
	predict(features: readonly number[]): 0 | 1 {
		return this.#logLikelihood(features, 1) > this.#logLikelihood(features, 0) ? 1 : 0;
	}

	/** Learns from an example. */
	learn({ features, label }: Example): void {
		const statistics = this.#classes[label];
		statistics.count += 1;
		for (const [index, value] of features.entries()) {
			const away = value - statistics.means[index]!;
			statistics.means[index]! += away / statistics.count;
			statistics.squares[index]! += away * (value - statistics.means[index]!);
		}
	}

	#logLikelihood(features: readonly number[], label: 0 | 1): number {
		const { count, means, squares } = this.#classes[label];
		let sum = Math.log(count + 1);
		for (let index = 0; index < features.length; index++) {
			const variance = Math.max(leastVariance, squares[index]! / Math.max(1, count));
			sum -= ((features[index]! - means[index]!) ** 2 / variance + Math.log(variance)) / 2;
		}
		return sum;
	}
}

/** Examples that the learner is taught before its errors count. */
const lessons = 2000;

/**
 * The errors (1 = wrong) of a learner that predicts each example and then learns from it.
 *
 * @param random source of uniform numbers
 * @param length number of predictions
 * @param example draws an example of a concept
 * @param conceptAt the concept of the n-th example
 */
export function learnerErrors(
	random: () => number,
	length: number,
	example: (random: () => number, concept: number) => Example,
	conceptAt: (label: number) => number,
): Float64Array {
	const learner = new NaiveBayes(example(random, 0).features.length);
	for (let lesson = 0; lesson < lessons; lesson++) learner.learn(example(random, 0));
	return Float64Array.from({ length }, (_, label) => {
		const one = example(random, conceptAt(label));
		const wrong = Number(learner.predict(one.features) !== one.label);
		learner.learn(one);
		return wrong;
	});
}
