import type { Random } from "@mdinference/stats";
import { paintBackground } from "./background.ts";
import { drawGlyphMask } from "./glyph_mask.ts";
import { jpegArtefacts } from "./jpeg_artefacts.ts";
import { focusBlur, motionBlur } from "./optics.ts";
import { between, blend, type Colour, colour, PIXELS, type Raster, SIZE, valueNoise } from "./raster.ts";
import type { Scene } from "./scene.ts";
import { expose } from "./sensor.ts";
import { warp } from "./warp.ts";

/**
 * Makes the picture of a scene as a phone would take it: surface, character, what lies over it, light, lens, sensor,
 * JPEG.
 *
 * @returns red, green and blue from 0 to 255, interleaved, 64x64
 */
export function renderScene(random: Random, scene: Scene): Uint8Array {
	const spread = scene.texture * 0.35;
	const chroma = 0.15;
	const surface = paintBackground(
		random,
		colour(random, scene.paper - spread, chroma),
		colour(random, scene.paper + spread, chroma),
	);
	const coverage = warp(drawGlyphMask(scene.drawing), scene.pose);
	if (scene.dropShadow > 0) dropShadow(random, surface, coverage, scene.dropShadow);
	const ink = colour(random, scene.ink, chroma);
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		if (coverage[pixel]! > 0) blend(surface, pixel, ink, coverage[pixel]!);
	}
	for (const width of scene.bars) layBar(random, surface, width);
	if (scene.cover > 0) layDisc(random, surface, scene.cover);
	shade(random, surface, scene.shade);
	const seen = motionBlur(focusBlur(surface, scene.focus), scene.motion, between(random, 0, Math.PI));
	const pixels = expose(random, seen, scene.light, scene.noise);
	jpegArtefacts(pixels, scene.quality);
	return pixels;
}

function dropShadow(random: Random, raster: Raster, coverage: Float32Array, strength: number): void {
	const [dx, dy] = [Math.round(between(random, 1, 3)), Math.round(between(random, 1, 3))];
	const black: Colour = [0, 0, 0];
	for (let y = dy; y < SIZE; y++) {
		for (let x = dx; x < SIZE; x++) {
			const cast = coverage[(y - dy) * SIZE + x - dx]!;
			if (cast > 0) blend(raster, y * SIZE + x, black, cast * strength * 0.6);
		}
	}
}

/** A straight bar across the picture, anywhere and in any direction. */
function layBar(random: Random, raster: Raster, width: number): void {
	const paint = colour(random, random(), 0.2);
	const angle = between(random, 0, Math.PI);
	const [nx, ny] = [Math.sin(angle), -Math.cos(angle)];
	const offset = between(random, -18, 18);
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		const x = (pixel % SIZE) - SIZE / 2;
		const y = Math.floor(pixel / SIZE) - SIZE / 2;
		const inside = width / 2 + 0.5 - Math.abs(x * nx + y * ny - offset);
		if (inside > 0) blend(raster, pixel, paint, Math.min(1, inside));
	}
}

/** Something round that comes in from the border and reaches `reach` pixels into the picture. */
function layDisc(random: Random, raster: Raster, reach: number): void {
	const paint = colour(random, random(), 0.2);
	const angle = between(random, 0, 2 * Math.PI);
	const radius = between(random, 8, 24);
	const distance = SIZE / 2 + radius - reach;
	const [cx, cy] = [distance * Math.cos(angle), distance * Math.sin(angle)];
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		const x = (pixel % SIZE) - SIZE / 2;
		const y = Math.floor(pixel / SIZE) - SIZE / 2;
		const inside = radius + 0.5 - Math.hypot(x - cx, y - cy);
		if (inside > 0) blend(raster, pixel, paint, Math.min(1, inside));
	}
}

/** Uneven light: some places are darker by up to `depth`. */
function shade(random: Random, raster: Raster, depth: number): void {
	const dimness = valueNoise(random, 1 + Math.floor(2 * random()));
	for (let pixel = 0; pixel < PIXELS; pixel++) {
		const light = 1 - depth * dimness[pixel]!;
		raster[3 * pixel]! *= light;
		raster[3 * pixel + 1]! *= light;
		raster[3 * pixel + 2]! *= light;
	}
}
