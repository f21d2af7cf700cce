import { NotFiniteError } from "./forgetting.ts";

/** How an accuracy is learned. */
export interface BetaAccuracyOptions {
	/** Mean of the prior: the published accuracy, in [0, 1]. */
	published: number;
	/** Labels that the published accuracy is worth. Default: 50. */
	priorStrength?: number;
	/** What is left of the weight of earlier labels when another one comes. Default: 0.999. */
	discount?: number;
}

/** What labels say: weights of right and of wrong answers. */
export interface LabelEvidence {
	/** Weight of right answers. */
	right: number;
	/** Weight of wrong answers. */
	wrong: number;
}

/** A snapshot of a learned accuracy: what labels of full trust have added to the prior, and what doubted ones have. */
export interface BetaState extends LabelEvidence {
	/** Of labels that weigh less than 1. Absent in snapshots that were taken before the two were told apart: all is trusted. */
	doubted?: LabelEvidence;
}

/**
 * The accuracy of a model as a Beta distribution, learned from labels. Old labels lose weight with each new one, so that
 * what is left without new evidence is the published accuracy, and not nothing:
 *
 *     a <- a0 + 0.999 (a - a0) + [right],   b <- b0 + 0.999 (b - b0) + [wrong]
 *
 * Labels that are doubted, with a weight below 1, make each other fade, and none of full trust: of weight w, however many, they
 * weigh 1,000 w together, and cannot wear away what is known for certain.
 *
 * @see West and Harrison, "Bayesian forecasting and dynamic models", 1997, section 6.3, for discounting
 *
 * @example
 * ```ts
 * import { BetaAccuracy } from "@mdinference/stats";
 *
 * const accuracy = new BetaAccuracy({ published: 0.9 });
 * if (accuracy.mean !== 0.9) throw new Error("as published, before the first label");
 * for (let label = 0; label < 50; label++) accuracy.update(false);
 * if (accuracy.mean > 0.47) throw new Error("50 wrong answers weigh about as much as the prior");
 * ```
 */
export class BetaAccuracy {
	readonly #priorRight: number;
	readonly #priorWrong: number;
	readonly #discount: number;
	#trusted: LabelEvidence = { right: 0, wrong: 0 };
	#doubted: LabelEvidence = { right: 0, wrong: 0 };

	/**
	 * Starts with the published accuracy.
	 *
	 * @throws {RangeError} for an accuracy or a discount outside [0, 1], or a strength that is not above 0 and finite
	 */
	constructor({ published, priorStrength = 50, discount = 0.999 }: BetaAccuracyOptions) {
		if (!(published >= 0 && published <= 1)) throw new RangeError(`published is ${published}, not in [0, 1]`);
		if (!(discount >= 0 && discount <= 1)) throw new RangeError(`discount is ${discount}, not in [0, 1]`);
		if (!(priorStrength > 0 && priorStrength < Number.POSITIVE_INFINITY)) {
			throw new RangeError(`priorStrength is ${priorStrength}, not above 0 and finite`);
		}
		this.#priorRight = published * priorStrength;
		this.#priorWrong = (1 - published) * priorStrength;
		this.#discount = discount;
	}

	/**
	 * Takes a label in.
	 *
	 * @param correct whether the answer was right
	 * @param weight trust in the label, in (0, 1]. Default: 1
	 * @throws {NotFiniteError} for a weight that is no number, and RangeError for one outside (0, 1]; the state is as before
	 */
	update(correct: boolean, weight = 1): void {
		if (!Number.isFinite(weight)) throw new NotFiniteError("The weight of a label", weight);
		if (!(weight > 0 && weight <= 1)) throw new RangeError(`weight is ${weight}, not in (0, 1]`);
		const evidence = weight < 1 ? this.#doubted : this.#trusted;
		evidence.right = this.#discount * evidence.right + (correct ? weight : 0);
		evidence.wrong = this.#discount * evidence.wrong + (correct ? 0 : weight);
	}

	/** Mean of the posterior, in [0, 1]. */
	get mean(): number {
		const right = this.#priorRight + this.#trusted.right + this.#doubted.right;
		return right / (right + this.#priorWrong + this.#trusted.wrong + this.#doubted.wrong);
	}

	/** Weight of the labels beyond the prior. */
	get labels(): number {
		return this.#trusted.right + this.#trusted.wrong + this.#doubted.right + this.#doubted.wrong;
	}

	/** All that is needed to go on elsewhere, but for the options. JSON carries it without loss. */
	snapshot(): BetaState {
		return { ...this.#trusted, doubted: { ...this.#doubted } };
	}

	/** Goes on where a snapshot was taken. */
	restore({ right, wrong, doubted = { right: 0, wrong: 0 } }: BetaState): void {
		this.#trusted = { right, wrong };
		this.#doubted = { ...doubted };
	}
}
