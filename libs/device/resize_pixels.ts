/** Pixels in rows from the top, four bytes each: red, green, blue, alpha. */
export interface Pixels {
	/** Pixels a row. */
	width: number;
	/** Rows. */
	height: number;
	/** `width * height * 4` bytes. */
	data: Uint8ClampedArray;
}

const lobes = 3;

/**
 * Pixels of another size, resampled with a Lanczos filter of three lobes, widened where the image shrinks. It is the
 * gateway's filter: a canvas has its own, which changes what small models see.
 *
 * @see Turkowski, "Filters for common resampling tasks", Graphics Gems, 1990
 */
export function resizePixels(image: Pixels, width: number, height: number): Pixels {
	const { data, width: fromWidth, height: fromHeight } = image;
	const across = new Float32Array(width * fromHeight * 4);
	for (const [x, { first, weights }] of contributions(fromWidth, width).entries()) {
		for (let y = 0; y < fromHeight; y++) {
			mix(data, (y * fromWidth + first) * 4, 4, weights, across, (y * width + x) * 4);
		}
	}
	const resized = new Uint8ClampedArray(width * height * 4);
	for (const [y, { first, weights }] of contributions(fromHeight, height).entries()) {
		for (let x = 0; x < width; x++) {
			mix(across, (first * width + x) * 4, width * 4, weights, resized, (y * width + x) * 4);
		}
	}
	return { width, height, data: resized };
}

/** Pixels in a black frame of another size, their top left corner at a place of it. */
export function padPixels(
	image: Pixels,
	left: number,
	top: number,
	{ width, height }: { width: number; height: number },
): Pixels {
	if (image.width === width && image.height === height) return image;
	const data = new Uint8ClampedArray(width * height * 4);
	for (let y = 0; y < image.height; y++) {
		const row = image.data.subarray(y * image.width * 4, (y + 1) * image.width * 4);
		data.set(row, ((top + y) * width + left) * 4);
	}
	return { width, height, data };
}

type Numbers = Uint8ClampedArray | Float32Array;

/** The weighted sum of pixels that lie `stride` numbers apart. */
function mix(from: Numbers, start: number, stride: number, weights: number[], to: Numbers, at: number): void {
	for (let channel = 0; channel < 4; channel++) {
		let sum = 0;
		for (let i = 0; i < weights.length; i++) sum += weights[i]! * from[start + channel + i * stride]!;
		to[at + channel] = sum;
	}
}

/** Which pixels of a line make each pixel of a shorter or longer one, with weights that sum to 1. */
function contributions(from: number, to: number): { first: number; weights: number[] }[] {
	const ratio = from / to;
	const widening = Math.max(1, ratio);
	return Array.from({ length: to }, (_, i) => {
		const centre = (i + 0.5) * ratio - 0.5;
		const first = Math.max(0, Math.ceil(centre - lobes * widening));
		const last = Math.min(from - 1, Math.floor(centre + lobes * widening));
		const raw = Array.from({ length: last - first + 1 }, (_, k) => lanczos((first + k - centre) / widening));
		const total = raw.reduce((sum, weight) => sum + weight, 0);
		return { first, weights: raw.map((weight) => weight / total) };
	});
}

function lanczos(x: number): number {
	if (x === 0) return 1;
	const angle = Math.PI * x;
	return Math.abs(x) < lobes ? (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle) : 0;
}
