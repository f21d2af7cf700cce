import { createCanvas } from "@napi-rs/canvas";
import type { Face } from "./faces.ts";

/** Side of a mask, in pixels. */
export const MASK_SIZE = 96;
/** The glyph's longer side, in mask pixels; the rest is room for its neighbours. */
export const GLYPH_SIZE = 52;

const FONT_SIZE = 64;
const context = createCanvas(MASK_SIZE, MASK_SIZE).getContext("2d", { willReadFrequently: true });
context.lang = "en";
context.fillStyle = context.strokeStyle = "#fff";
context.lineJoin = "round";

interface Box {
	left: number;
	right: number;
	ascent: number;
	descent: number;
	advance: number;
}

const boxes = new Map<string, Box>();

/** Measures a glyph at the font size, once: the font must be the context's. */
function measure(face: Face, glyph: string): Box {
	const key = `${face.name} ${glyph}`;
	const known = boxes.get(key);
	if (known) return known;
	const metrics = context.measureText(glyph);
	const box = {
		left: metrics.actualBoundingBoxLeft,
		right: metrics.actualBoundingBoxRight,
		ascent: metrics.actualBoundingBoxAscent,
		descent: metrics.actualBoundingBoxDescent,
		advance: metrics.width,
	};
	boxes.set(key, box);
	return box;
}

/** What is drawn on a mask. */
export interface GlyphDrawing {
	/** Face to draw with. */
	face: Face;
	/** The character in the middle. */
	glyph: string;
	/** The character on its left, or nothing. */
	before: string;
	/** The character on its right, or nothing. */
	after: string;
	/** Free space beside the glyph beyond the face's own, as a share of the font size. */
	gap: number;
	/** Width of the contour of a hollow glyph in mask pixels, or 0 for a filled one. */
	outline: number;
}

/**
 * Draws a character and parts of its neighbours upright, the character's box in the middle of the mask.
 *
 * @param drawing what to draw
 * @returns coverage from 0 to 255, row by row, {@link MASK_SIZE} squared
 */
export function drawGlyphMask(drawing: GlyphDrawing): Uint8Array {
	const { face, glyph, before, after, gap, outline } = drawing;
	context.setTransform(1, 0, 0, 1, 0, 0);
	context.clearRect(0, 0, MASK_SIZE, MASK_SIZE);
	context.font = `${FONT_SIZE}px "${face.name}"`;
	const box = measure(face, glyph);
	const scale = GLYPH_SIZE / Math.max(box.right + box.left, box.ascent + box.descent, 1);
	const x = (box.left - box.right) / 2;
	const y = (box.ascent - box.descent) / 2;
	context.setTransform(scale, 0, 0, scale, MASK_SIZE / 2, MASK_SIZE / 2);
	context.lineWidth = outline / scale;
	const draw = (text: string, left: number) =>
		outline > 0 ? context.strokeText(text, left, y) : context.fillText(text, left, y);
	draw(glyph, x);
	if (before) draw(before, x - measure(face, before).advance - gap * FONT_SIZE);
	if (after) draw(after, x + box.advance + gap * FONT_SIZE);
	const { data } = context.getImageData(0, 0, MASK_SIZE, MASK_SIZE);
	const mask = new Uint8Array(MASK_SIZE * MASK_SIZE);
	for (let i = 0; i < mask.length; i++) mask[i] = data[4 * i + 3]!;
	return mask;
}
