import { expect, test } from "vitest";
import { normalCdf } from "./normal_distribution.ts";

test("normalCdf() agrees with a numerical integral of the density to 2e-7", () => {
	const step = 1e-3;
	const density = (z: number) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
	let integral = 0;
	for (let z = -8; z < 5; z += step) {
		integral += (step / 6) * (density(z) + 4 * density(z + step / 2) + density(z + step));
		expect(Math.abs(normalCdf(z + step) - integral)).toBeLessThan(2e-7);
	}
});

test("normalCdf() is symmetric, and certain far out", () => {
	expect(normalCdf(0)).toBeCloseTo(0.5, 7);
	expect(normalCdf(-1.3) + normalCdf(1.3)).toBeCloseTo(1, 12);
	expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
});
