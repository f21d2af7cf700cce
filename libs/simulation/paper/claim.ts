import type { Interval } from "../interval.ts";

/** Units of what the paper prints. A difference of two percentages is in points. */
export type Unit = "%" | "points" | "ms" | "times" | "models" | "requests" | "values" | "kB";

/** What a claim of the paper asks of a figure. */
export type Expectation =
	| { readonly kind: "near"; readonly value: number; readonly within: number }
	| { readonly kind: "at least"; readonly value: number }
	| { readonly kind: "at most"; readonly value: number };

/** A claim of the paper that names a number or an order, in our words. */
export interface Claim {
	/** Unique, with the item first: `table-iv.residential.random.accuracy`. */
	readonly id: string;
	/** Where the paper says so. */
	readonly place: string;
	/** What it says. */
	readonly says: string;
	/** Unit of the figure that is compared. */
	readonly unit: Unit;
	/** As it is printed, where the claim is not of a number and its expectation alone. */
	readonly printed?: string;
	/** What the figure must be for the claim to hold; absent where nothing can be calculated. */
	readonly expects?: Expectation;
	/** Why this tolerance or bound. */
	readonly why: string;
	/** What of the paper itself the claim disagrees with, if our evidence holds, and how. */
	readonly contradiction?: { readonly of: string; readonly because: string };
	/** What would have to be published to check the claim. */
	readonly unpublished?: string;
}

/** How a claim fares. */
export type Verdict = "reproduced" | "contradiction" | "unpublished" | "fails";

/** What was found of a claim. */
export interface Finding {
	/** The claim. */
	readonly claim: Claim;
	/** Our figure, in the claim's unit; absent where nothing can be calculated. */
	readonly ours?: Interval;
	/** How the claim fares. */
	readonly verdict: Verdict;
	/** Why, where it was not simply reproduced. */
	readonly explanation: string;
}

/** What was measured of a claim. */
export interface Measurement {
	/** The figure with its 95 % interval, or exact; in the claim's unit. */
	readonly ours?: Interval | number;
	/** The evidence for the claim's explanation: whether it holds this time, and its figures. */
	readonly evidence?: { readonly holds: boolean; readonly figures: string };
}

/**
 * Judges a claim. It is reproduced if our figure is as expected, whatever else is said of it. If not, its explanation
 * counts only while the evidence for it holds: a claim that fails without one fails.
 *
 * @param claim what the paper says
 * @param measured what we found; without a figure the claim must say what is not published
 * @throws {RangeError} for a figure that is not finite, and for a claim without a figure or a reason for it
 *
 * @example
 * ```ts
 * import { judge } from "./claim.ts";
 *
 * const claim = { id: "a", place: "abstract", says: "the sum", unit: "%", why: "as printed" } as const;
 * const expects = { kind: "near", value: 40, within: 0.5 } as const;
 * if (judge({ ...claim, expects }, { ours: 40.4 }).verdict !== "reproduced") throw new Error("near enough");
 * if (judge({ ...claim, expects }, { ours: 40.6 }).verdict !== "fails") throw new Error("and not explained");
 * ```
 */
export function judge(claim: Claim, { ours, evidence }: Measurement = {}): Finding {
	if (ours === undefined || claim.expects === undefined) {
		if (claim.unpublished === undefined)
			throw new RangeError(`${claim.id} has neither a figure nor a reason`);
		return { claim, verdict: "unpublished", explanation: claim.unpublished };
	}
	const interval = typeof ours === "number" ? { value: ours, low: ours, high: ours } : ours;
	if (!Number.isFinite(interval.value)) throw new RangeError(`${claim.id} came to ${interval.value}`);
	const found = (verdict: Verdict, ...because: string[]): Finding => ({
		claim,
		ours: interval,
		verdict,
		explanation: because.filter((text) => text !== "").join(" "),
	});
	const figures = evidence?.figures ?? "";
	if (meets(claim.expects, interval.value)) return found("reproduced", figures);
	if (evidence?.holds && claim.contradiction)
		return found("contradiction", claim.contradiction.because, figures);
	if (evidence?.holds && claim.unpublished) return found("unpublished", claim.unpublished, figures);
	return found("fails", "No explanation of ours holds.", figures);
}

function meets({ kind, ...expected }: Expectation, value: number): boolean {
	if (kind === "at least") return value >= expected.value;
	if (kind === "at most") return value <= expected.value;
	return Math.abs(value - expected.value) <= (expected as { within: number }).within;
}

/**
 * A verdict in words.
 *
 * @example
 * ```ts
 * import { judge, verdictText } from "./claim.ts";
 *
 * const claim = { id: "a", place: "II", says: "slow", unit: "ms", why: "", unpublished: "No times." } as const;
 * if (verdictText(judge(claim)) !== "not reproducible from the published facts") throw new Error("in words");
 * ```
 */
export function verdictText({ verdict, claim }: Finding): string {
	if (verdict === "contradiction") return `contradicts the paper's own ${claim.contradiction!.of}`;
	if (verdict === "unpublished") return "not reproducible from the published facts";
	return verdict;
}

/** Whether no claim fails: the exit status of the command. */
export function allHold(findings: readonly Finding[]): boolean {
	return findings.every(({ verdict }) => verdict !== "fails");
}
