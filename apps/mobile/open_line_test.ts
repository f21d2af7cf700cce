import { expect, test } from "vitest";
import { beginLine, lineOf, type OpenLine } from "./open_line.ts";

const finger = { pointerId: 2, isPrimary: true, button: 0 };
const secondFinger = { pointerId: 3, isPrimary: false, button: 0 };
const pen = { pointerId: 7, isPrimary: true, button: 0 };
const palm = { pointerId: 8, isPrimary: true, button: 0 };

test("a finger's line is its own: a second finger neither begins one, nor draws or ends the first's", () => {
	const line = beginLine(null, finger);
	expect(line).toEqual({ pointerId: 2, points: [] });
	expect(beginLine(line, secondFinger)).toBe(null);
	expect([lineOf(line, secondFinger), lineOf(line, finger)]).toEqual([null, line]);
});

test("a palm beside a pen does nothing, though it is the first of all that touches", () => {
	const line = beginLine(null, pen);
	expect([beginLine(line, palm), lineOf(line, palm)]).toEqual([null, null]);
});

test("the finger that stays when the first has gone draws nothing", () => {
	const none: OpenLine | null = null;
	expect([beginLine(none, secondFinger), lineOf(none, secondFinger)]).toEqual([null, null]);
});

test("the mouse draws with its main button", () => {
	const mouse = { pointerId: 1, isPrimary: true, button: 0 };
	expect([beginLine(null, { ...mouse, button: 2 }), beginLine(null, mouse)?.pointerId]).toEqual([null, 1]);
});
