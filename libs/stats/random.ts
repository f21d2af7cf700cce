/** A source of uniform random numbers in [0, 1). Libraries take one as an argument, so that a run replays. */
export type Random = () => number;

/**
 * A seeded source of uniform numbers in [0, 1): xoshiro128** with its state filled by SplitMix32.
 * The same seed gives the same sequence on every platform.
 *
 * @param seed any integer; only its low 32 bits count
 * @returns a function that gives the next number, with 32 random bits
 * @see Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021
 *
 * @example
 * ```ts
 * import { seededRandom } from "@mdinference/stats";
 *
 * const first = seededRandom(42);
 * const second = seededRandom(42);
 * if (first() !== second()) throw new Error("the same seed must give the same sequence");
 * ```
 */
export function seededRandom(seed: number): Random {
	let mix = seed | 0;
	const splitMix32 = (): number => {
		mix = (mix + 0x9e3779b9) | 0;
		let z = mix ^ (mix >>> 16);
		z = Math.imul(z, 0x21f0aaad);
		z ^= z >>> 15;
		z = Math.imul(z, 0x735a2d97);
		return z ^ (z >>> 15);
	};
	let a = splitMix32();
	let b = splitMix32();
	let c = splitMix32();
	let d = splitMix32();
	return () => {
		const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9);
		const shifted = b << 9;
		c ^= a;
		d ^= b;
		b ^= c;
		a ^= d;
		c ^= shifted;
		d = rotateLeft(d, 11);
		return (scrambled >>> 0) / 4294967296;
	};
}

function rotateLeft(x: number, bits: number): number {
	return (x << bits) | (x >>> (32 - bits));
}
