import type { DetectorName, DetectorState } from "./detector.ts";

/** Thrown when a detector is given a sample that it cannot take. */
export class SampleRefusedError extends Error {
	/** Who refused. */
	readonly detector: DetectorName;
	/** What was given. */
	readonly value: number;

	/** Names the detector, the sample and what would be right. */
	constructor(detector: DetectorName, value: number, allowed: string) {
		super(`${detector} takes ${allowed}, not ${value}`);
		this.name = "SampleRefusedError";
		this.detector = detector;
		this.value = value;
	}
}

/** Thrown when an option of a detector makes no sense. */
export class DetectorOptionError extends Error {
	/** Which option. */
	readonly option: string;
	/** What was given. */
	readonly value: number;

	/** Names the option, its value and what would be right. */
	constructor(detector: DetectorName, option: string, value: number, allowed: string) {
		super(`${detector}: ${option} must be ${allowed}, not ${value}`);
		this.name = "DetectorOptionError";
		this.option = option;
		this.value = value;
	}
}

/** Thrown when a detector is restored from something that is not its snapshot. */
export class DetectorStateError extends Error {
	/** Which detector was to be restored. */
	readonly detector: DetectorName;
	/** The field of the snapshot that is wrong. */
	readonly field: string;

	/** Names the detector, the field and what is wrong with it. */
	constructor(detector: DetectorName, field: string, problem: string) {
		super(`This is no snapshot of ${detector}: ${field} ${problem}`);
		this.name = "DetectorStateError";
		this.detector = detector;
		this.field = field;
	}
}

/** Samples beyond this are refused, so that no sum of squares overflows. */
const largest = 1e100;

/** Refuses a sample that is not a number in [least, most]. */
export function checkSample(detector: DetectorName, value: number, least = -largest, most = largest): void {
	if (value >= least && value <= most) return;
	throw new SampleRefusedError(detector, value, `numbers from ${least} to ${most}`);
}

/** Where an option may lie: every bound that is given must hold. */
export interface OptionBounds {
	/** It must be more than this. */
	above?: number;
	/** It must be this or more. */
	atLeast?: number;
	/** It must be this or less. */
	atMost?: number;
	/** It must be less than this. */
	below?: number;
	/** It must be a whole number. Default: false. */
	whole?: boolean;
}

/** Refuses an option that is NaN or outside its bounds. */
export function checkOption(
	detector: DetectorName,
	option: string,
	value: number,
	{ above, atLeast, atMost, below, whole = false }: OptionBounds,
): void {
	const broken =
		Number.isNaN(value) ||
		(above !== undefined && value <= above) ||
		(atLeast !== undefined && value < atLeast) ||
		(atMost !== undefined && value > atMost) ||
		(below !== undefined && value >= below) ||
		(whole && !Number.isInteger(value));
	if (!broken) return;
	const bounds = [
		above === undefined ? "" : ` above ${above}`,
		atLeast === undefined ? "" : ` from ${atLeast}`,
		atMost === undefined ? "" : ` up to ${atMost}`,
		below === undefined ? "" : ` below ${below}`,
	];
	throw new DetectorOptionError(
		detector,
		option,
		value,
		`a ${whole ? "whole " : ""}number${bounds.join("")}`,
	);
}

/** A state that its own detector changes. */
export type Mutable<State> = { -readonly [Field in keyof State]: State[Field] };

/**
 * Refuses a state that does not have the fields of a fresh snapshot, with finite numbers in them.
 *
 * @param fresh a snapshot of the detector as it starts: which fields there are, and of which type
 * @param state what is to be restored
 * @returns the state
 */
export function checkState<State extends DetectorState>(fresh: State, state: DetectorState): State {
	const { detector } = fresh;
	if (state.detector !== detector) {
		throw new DetectorStateError(detector, "detector", `is ${JSON.stringify(state.detector)}`);
	}
	for (const [field, like] of Object.entries(fresh)) {
		const value = state[field];
		if (typeof value !== typeof like || Array.isArray(value) !== Array.isArray(like)) {
			throw new DetectorStateError(detector, field, "is missing or of another type");
		}
		const numbers = Array.isArray(value) ? value : typeof value === "number" ? [value] : [];
		if (!numbers.every(Number.isFinite)) throw new DetectorStateError(detector, field, "is not finite");
	}
	return state as State;
}
