import { PIXELS, SIZE } from "./raster.ts";

/** The example quantisation table of ITU-T T.81 (JPEG), table K.1: brightness, in rows. */
const LUMA = [
	16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
	29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
	121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
/** Table K.2 of the same: colour. Its entries below and right of the first few are all 99. */
const CHROMA = LUMA.map(
	(_, i) =>
		[
			[17, 18, 24, 47],
			[18, 21, 26, 66],
			[24, 26, 56],
			[47, 66],
		][i >> 3]?.[i & 7] ?? 99,
);

/** The type-II cosine transform of eight numbers, orthonormal: row k, column n. */
const COSINES = Float32Array.from({ length: 64 }, (_, i) => {
	const [k, n] = [i >> 3, i & 7];
	return Math.cos(((2 * n + 1) * k * Math.PI) / 16) * (k === 0 ? Math.SQRT1_2 : 1) * 0.5;
});

const TRANSPOSED = COSINES.map((_, i) => COSINES[(i & 7) * 8 + (i >> 3)]!);

/**
 * Does to a picture what saving it as a JPEG does: colour at half resolution, and every 8x8 block's cosine
 * coefficients rounded to multiples of the quantisation table (ITU-T T.81, annexes A and K). The lossless part of
 * JPEG is left out, since it changes nothing.
 *
 * @param rgb red, green and blue from 0 to 255, 64x64, changed in place
 * @param quality 1 to 100, in the Independent JPEG Group's scale
 */
export function jpegArtefacts(rgb: Uint8Array, quality: number): void {
	const percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
	const scaled = (entry: number) => Math.min(255, Math.max(1, Math.floor((entry * percent + 50) / 100)));
	const luma = new Float32Array(PIXELS);
	const half = SIZE / 2;
	const blueness = new Float32Array(half * half);
	const redness = new Float32Array(half * half);
	for (let i = 0; i < PIXELS; i++) {
		const red = rgb[3 * i]!;
		const green = rgb[3 * i + 1]!;
		const blue = rgb[3 * i + 2]!;
		const y = 0.299 * red + 0.587 * green + 0.114 * blue;
		luma[i] = y - 128;
		const small = (i >> 7) * half + ((i & 63) >> 1);
		blueness[small] = blueness[small]! + (0.564 * (blue - y)) / 4;
		redness[small] = redness[small]! + (0.713 * (red - y)) / 4;
	}
	quantise(luma, SIZE, Float32Array.from(LUMA, scaled));
	const chroma = Float32Array.from(CHROMA, scaled);
	quantise(blueness, half, chroma);
	quantise(redness, half, chroma);
	const clamped = new Uint8ClampedArray(rgb.buffer, rgb.byteOffset, rgb.length);
	for (let i = 0; i < PIXELS; i++) {
		const small = (i >> 7) * half + ((i & 63) >> 1);
		const y = luma[i]! + 128;
		const cb = blueness[small]!;
		const cr = redness[small]!;
		clamped[3 * i] = y + 1.402 * cr;
		clamped[3 * i + 1] = y - 0.344 * cb - 0.714 * cr;
		clamped[3 * i + 2] = y + 1.772 * cb;
	}
}

function quantise(plane: Float32Array, width: number, table: Float32Array): void {
	const block = new Float32Array(64);
	for (let y = 0; y < width; y += 8) {
		for (let x = 0; x < width; x += 8) {
			for (let i = 0; i < 64; i++) block[i] = plane[(y + (i >> 3)) * width + x + (i & 7)]!;
			transform(block, true);
			for (let i = 0; i < 64; i++) block[i] = Math.round(block[i]! / table[i]!) * table[i]!;
			transform(block, false);
			for (let i = 0; i < 64; i++) plane[(y + (i >> 3)) * width + x + (i & 7)] = block[i]!;
		}
	}
}

const turned = new Float32Array(64);

/** The 8x8 cosine transform or its inverse, in place: once along the rows, once along the columns. */
function transform(block: Float32Array, forward: boolean): void {
	transformRows(block, turned, forward);
	transformRows(turned, block, forward);
}

/** Transforms each row, and writes it as a column. */
function transformRows(from: Float32Array, to: Float32Array, forward: boolean): void {
	const basis = forward ? COSINES : TRANSPOSED;
	for (let line = 0; line < 64; line += 8) {
		const a = from[line]!;
		const b = from[line + 1]!;
		const c = from[line + 2]!;
		const d = from[line + 3]!;
		const e = from[line + 4]!;
		const f = from[line + 5]!;
		const g = from[line + 6]!;
		const h = from[line + 7]!;
		for (let k = 0; k < 64; k += 8) {
			to[k + (line >> 3)] =
				a * basis[k]! +
				b * basis[k + 1]! +
				c * basis[k + 2]! +
				d * basis[k + 3]! +
				e * basis[k + 4]! +
				f * basis[k + 5]! +
				g * basis[k + 6]! +
				h * basis[k + 7]!;
		}
	}
}
