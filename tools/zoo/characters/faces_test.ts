import { describe, expect, test } from "vitest";
import { type Face, openFaces } from "./faces.ts";
import { type Category, FAMILIES, type Split } from "./families.ts";
import { drawGlyphMask } from "./glyph_mask.ts";
import { glyphsOf, LABELS } from "./labels.ts";

const SPLITS: readonly Split[] = ["train", "validation", "test"];
const CATEGORIES: readonly Category[] = ["sans", "serif", "display", "mono", "handwriting"];
const familiesOf = (split: Split) => Object.values(FAMILIES[split]).flat();
const facesOf = (split: Split) => [...openFaces(split).values()].flat(2);

describe("the families", () => {
	test("are each in one set only", () => {
		const all = SPLITS.flatMap(familiesOf);
		expect(new Set(all).size).toBe(all.length);
	});

	test("give every set every writing style", () => {
		for (const split of SPLITS) {
			for (const category of CATEGORIES) expect(openFaces(split).get(category)?.length).toBeGreaterThan(0);
		}
	});

	test("have 120 faces or more, each opened from its own family's package", () => {
		expect(SPLITS.flatMap(facesOf).length).toBeGreaterThanOrEqual(120);
		for (const split of SPLITS) {
			for (const face of facesOf(split)) expect(familiesOf(split)).toContain(face.family);
		}
	});
});

describe("every face", () => {
	const glyphs = LABELS.flatMap((_, label) => glyphsOf(label));
	const draw = (face: Face, glyph: string) =>
		drawGlyphMask({ face, glyph, before: "", after: "", gap: 0, outline: 0 });

	/** Whole pixels that are covered. */
	const inkOf = (mask: Uint8Array) => {
		let ink = 0;
		for (const coverage of mask) ink += coverage;
		return ink / 255;
	};

	/** What is wrong with a face, or nothing: a blank, the box of a missing glyph, two digits that look the same. */
	const faultOf = (face: Face) => {
		const missing = Buffer.from(draw(face, "\u{10ffff}"));
		const masks = glyphs.map((glyph) => draw(face, glyph));
		const absent = masks.findIndex((mask) => inkOf(mask) < 40 || missing.equals(mask));
		if (absent >= 0) return `lacks ${glyphs[absent]}`;
		const digits = new Set(masks.slice(0, 10).map((mask) => Buffer.from(mask).toString("latin1")));
		return digits.size === 10 ? undefined : "draws two digits alike";
	};

	test.each(SPLITS)(
		"of the set %s has every glyph, and ten different digits",
		{ timeout: 60_000 },
		(split) => {
			for (const face of facesOf(split)) expect(faultOf(face), face.name).toBeUndefined();
		},
	);
});
