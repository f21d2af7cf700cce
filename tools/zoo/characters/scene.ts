import type { Random } from "@mdinference/stats";
import type { Face, FacesByCategory } from "./faces.ts";
import type { Category } from "./families.ts";
import type { GlyphDrawing } from "./glyph_mask.ts";
import { glyphsOf, LABELS } from "./labels.ts";
import { between, pick } from "./raster.ts";
import type { Pose } from "./warp.ts";

/** A change of the world on demand: what a drift detector should notice. */
export type Shift = "blur" | "lowlight" | "handwriting" | "occlusion" | "contrast";

/** The named shifts. */
export const SHIFTS: readonly Shift[] = ["blur", "lowlight", "handwriting", "occlusion", "contrast"];

/** Everything about a picture but its texture and noise. */
export interface Scene {
	/** Index of the class. */
	label: number;
	/** What is drawn. */
	drawing: GlyphDrawing;
	/** How it lies before the camera. */
	pose: Pose;
	/** Lightness of the surface, 0 to 1. */
	paper: number;
	/** Lightness of the character, 0 to 1. */
	ink: number;
	/** How much the surface's two colours differ, 0 to 1. */
	texture: number;
	/** How strong a drop shadow is, 0 to 1. */
	dropShadow: number;
	/** How much darker the darkest place of the uneven light is, 0 to 1. */
	shade: number;
	/** Widths of the bars that lie over the picture, in pixels. */
	bars: readonly number[];
	/** How far something at the border, a finger say, reaches into the picture, in pixels. */
	cover: number;
	/** Standard deviation of the focus blur, in pixels. */
	focus: number;
	/** Length of the motion blur, in pixels. */
	motion: number;
	/** Share of the light of a good exposure. */
	light: number;
	/** Standard deviation of the sensor's noise, where full light is 1. */
	noise: number;
	/** JPEG quality, 1 to 100. */
	quality: number;
}

/** How often each writing style is drawn, as the shares added up. */
const FREQUENCY: readonly (readonly [Category, number])[] = [
	["sans", 0.3],
	["serif", 0.54],
	["display", 0.72],
	["handwriting", 0.88],
	["mono", 1],
];

/**
 * Draws by lot what a picture shows and what befalls it.
 *
 * @param faces the faces of the set
 * @param severity 0 (a clean print) to 1 (hard for people)
 * @param shift a named change, on top of the severity
 */
export function sampleScene(random: Random, faces: FacesByCategory, severity: number, shift?: Shift): Scene {
	const s = severity;
	const sometimes = (chance: number, low: number, high: number) => {
		const [coin, value] = [random(), between(random, low, high)];
		return coin < chance ? value : 0;
	};
	const label = Math.floor(random() * LABELS.length);
	const face = pickFace(random, faces, shift === "handwriting");
	const neighbour = () =>
		random() < 0.6 * Math.min(1, 2 * s) ? pick(random, glyphsOf(pick(random, CLASSES))) : "";
	const drawing: GlyphDrawing = {
		face,
		glyph: pick(random, glyphsOf(label)),
		before: neighbour(),
		after: neighbour(),
		gap: between(random, 0.06, 0.16),
		outline: sometimes(0.1 * s, 2, 3.5),
	};
	const pose: Pose = {
		rotation: between(random, -0.4, 0.4) * s,
		shear: between(random, -0.35, 0.35) * s,
		size: between(random, 40 - 12 * s, 46),
		aspect: Math.exp(between(random, -0.2, 0.2) * s),
		shift: [between(random, -8, 8) * s, between(random, -8, 8) * s],
		tilt: [between(random, -0.008, 0.008) * s, between(random, -0.008, 0.008) * s],
	};
	const contrast = shift === "contrast" ? between(random, 0.05, 0.13) : between(random, 0.6 - 0.6 * s, 0.85);
	const darker = random();
	const paper = between(random, contrast, 1);
	const [inkOnPaper, paperOnInk] = [paper - contrast, 1 - paper + contrast];
	const barCount = shift === "occlusion" ? 2 : Math.floor(random() + 0.5 * s);
	const barWidth: readonly [number, number] = shift === "occlusion" ? [4, 8] : [1.5, 1.5 + 5 * s];
	return {
		label,
		drawing,
		pose,
		paper: darker < 0.65 ? paper : 1 - paper,
		ink: darker < 0.65 ? inkOnPaper : paperOnInk,
		texture: between(random, 0, 0.9) * s * Math.min(1, contrast / 0.6),
		dropShadow: sometimes(0.4 * s, 0.2, 0.7),
		shade: between(random, 0, 0.8) * s,
		bars: Array.from({ length: barCount }, () => between(random, ...barWidth)),
		cover: shift === "occlusion" ? between(random, 8, 22) : sometimes(0.4 * s, 4, 16),
		focus: shift === "blur" ? between(random, 2, 3.4) : sometimes(0.6, 0.4, 0.4 + 2.4 * s),
		motion: shift === "blur" ? between(random, 3, 9) : sometimes(0.7 * s, 1, 1 + 8 * s),
		light: shift === "lowlight" ? between(random, 0.1, 0.25) : 1 - sometimes(0.7, 0, 0.9 * s),
		noise: shift === "lowlight" ? between(random, 0.04, 0.09) : 0.005 + between(random, 0, 0.1) * s,
		quality: Math.round(between(random, 92 - 70 * s, 95)),
	};
}

const CLASSES: readonly number[] = LABELS.map((_, label) => label);

/** Style first, then family, then face: a family with many weights is not drawn more often than one with a single one. */
function pickFace(random: Random, faces: FacesByCategory, onlyHandwriting: boolean): Face {
	const lot = random();
	const style = FREQUENCY.find(([, below]) => lot < below)?.[0] ?? "mono";
	return pick(random, pick(random, faces.get(onlyHandwriting ? "handwriting" : style) ?? []));
}
