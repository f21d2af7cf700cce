import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { GlobalFonts } from "@napi-rs/canvas";
import { type Category, FAMILIES, type Split } from "./families.ts";

/** One face of a family: a weight and a style, ready to draw with. */
export interface Face {
	/** Family name to draw with, unique to this face. */
	name: string;
	/** Family, the name of a `@fontsource` package. */
	family: string;
	/** Writing style of the family. */
	category: Category;
	/** Weight, 300 to 900. */
	weight: number;
	/** Upright or italic. */
	style: "normal" | "italic";
}

/** The faces of a set: a list of families, each a list of faces, for each category. */
export type FacesByCategory = ReadonlyMap<Category, readonly (readonly Face[])[]>;

/** Strokes of a lighter weight are thinner than a pixel and vanish. */
const LIGHTEST = 300;

const require = createRequire(import.meta.url);
const opened = new Map<Split, FacesByCategory>();

/**
 * Opens the faces of a set, by category and family; the second call is free.
 *
 * @param split the set
 * @returns the faces; every one is known to the canvas by its name
 * @throws Error when a font package is not installed or a file is not a font
 *
 * @example
 * ```ts
 * import { openFaces } from "@mdinference/zoo";
 *
 * const serif = openFaces("validation").get("serif");
 * if (!serif?.flat().some((face) => face.family === "unna")) throw new Error("unna is a validation family");
 * ```
 */
export function openFaces(split: Split): FacesByCategory {
	const known = opened.get(split);
	if (known) return known;
	const faces = new Map<Category, readonly (readonly Face[])[]>();
	for (const [category, families] of Object.entries(FAMILIES[split]) as [Category, readonly string[]][]) {
		faces.set(
			category,
			families.map((family) => openFamily(family, category)),
		);
	}
	opened.set(split, faces);
	return faces;
}

function openFamily(family: string, category: Category): readonly Face[] {
	const folder = join(dirname(require.resolve(`@fontsource/${family}/index.css`)), "files");
	const pattern = new RegExp(`^${family}-latin-(\\d+)-(normal|italic)\\.woff2$`);
	const faces: Face[] = [];
	for (const file of readdirSync(folder).sort()) {
		const match = pattern.exec(file);
		if (!match || Number(match[1]) < LIGHTEST) continue;
		const [, weight, style] = match;
		const name = `mdi ${family} ${weight} ${style}`;
		if (!GlobalFonts.registerFromPath(join(folder, file), name)) {
			throw new Error(`${file} cannot be opened as a font`);
		}
		faces.push({ name, family, category, weight: Number(weight), style: style as Face["style"] });
	}
	if (faces.length === 0) throw new Error(`@fontsource/${family} holds no Latin face`);
	return faces;
}
