import type { Point } from "./ink.ts";

/** A line that is being drawn. */
export interface OpenLine {
	/** The finger, pen or mouse that draws it. */
	pointerId: number;
	/** Where it has been. */
	points: Point[];
}

/** What of a pointer's event decides whether it draws. */
export type PointerFacts = Pick<PointerEvent, "pointerId" | "isPrimary" | "button">;

/**
 * The line that a pointer begins when it comes down, or null where it begins none: a second finger does not, nor a palm
 * beside a pen, which is the first of its own kind.
 */
export function beginLine(
	open: OpenLine | null,
	{ pointerId, isPrimary, button }: PointerFacts,
): OpenLine | null {
	return open === null && isPrimary && button === 0 ? { pointerId, points: [] } : null;
}

/** The open line where this pointer draws it, else null. */
export function lineOf(
	open: OpenLine | null,
	{ pointerId }: Pick<PointerFacts, "pointerId">,
): OpenLine | null {
	return open?.pointerId === pointerId ? open : null;
}
