import { NotFiniteError, type Random, seededRandom } from "@mdinference/stats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DownlinkModel } from "./downlink_model.ts";

type Way = (random: Random, uplinkMs: number) => number;

const taught = (pairs: number, downlink: Way, model = new DownlinkModel()): DownlinkModel => {
	const random = seededRandom(9);
	for (let i = 0; i < pairs; i++) {
		const uplinkMs = 20 + 180 * random();
		model.observe(uplinkMs, downlink(random, uplinkMs));
	}
	return model;
};

const exponential: Way = (random) => 20 - 15 * Math.log(1 - random());
const half: Way = (random, uplinkMs) => uplinkMs / 2 + 10 * random();

describe("DownlinkModel", () => {
	test("assumes before the first pair what the paper does: as long down as up", () => {
		const model = new DownlinkModel().given(70);
		expect([69.9, 70, 1000].map((ms) => model.within(ms))).toEqual([0, 1, 1]);
	});

	test("knows after ten pairs of a symmetric network that it is one", () => {
		const model = taught(10, (_, uplinkMs) => uplinkMs);
		for (const uplinkMs of [30, 90, 170]) {
			model.given(uplinkMs);
			expect(model.within(uplinkMs - 2)).toBeLessThan(0.1);
			expect(model.within(uplinkMs + 0.001)).toBeGreaterThan(0.9);
		}
	});

	test("finds a downlink that is half of the uplink and noise", () => {
		const model = taught(100, half).given(160);
		expect(model.within(80)).toBeLessThan(0.05);
		expect(model.within(85)).toBeGreaterThan(0.3);
		expect(model.within(85)).toBeLessThan(0.7);
		expect(model.within(90)).toBeGreaterThan(0.95);
	});

	test("finds that the two ways have nothing to do with each other (Kolmogorov bounds at 1e-5)", () => {
		const model = taught(150, exponential);
		// D of n samples exceeds 2.47 / sqrt(n) with probability 1e-5; 4/5 are of 150, 1/5 of 10; 2/151 for the prior and the tail.
		const bound = (0.8 * 2.47) / Math.sqrt(150) + (0.2 * 2.47) / Math.sqrt(10) + 2 / 151;
		for (const uplinkMs of [25, 100, 195]) {
			model.given(uplinkMs);
			for (const ms of [22, 30, 40, 60, 90]) {
				const truth = 1 - Math.exp(-(ms - 20) / 15);
				expect(Math.abs(model.within(ms) - truth)).toBeLessThan(bound);
			}
		}
	});

	test("keeps outages as they were: 5 in 100 are 5 in 100", () => {
		const model = taught(0, exponential);
		for (let i = 0; i < 100; i++) model.observe(40 + (i % 11), i % 20 === 0 ? 3000 : 25);
		expect(model.given(45).within(200)).toBeCloseTo(0.95, 1);
		expect(model.within(200)).toBeLessThan(0.96);
	});

	test("gives the same chance to the whole way whatever the client's clock says", () => {
		const right = taught(80, half);
		const random = seededRandom(9);
		const wrong = new DownlinkModel();
		for (let i = 0; i < 80; i++) {
			const uplinkMs = 20 + 180 * random();
			const downlinkMs = half(random, uplinkMs);
			wrong.observe(uplinkMs - 12, downlinkMs + 12);
		}
		for (const totalMs of [160, 230, 240, 250]) {
			const fair = right.given(150).within(totalMs - 150);
			// The first two pairs of the prior, and the tail, know the clock.
			expect(Math.abs(wrong.given(138).within(totalMs - 138) - fair)).toBeLessThan(0.03);
		}
	});

	test("expects an outage to go on: two late answers of the last ten weigh more than two long ago", () => {
		const lateness = (isLate: (pair: number) => boolean) => {
			const model = new DownlinkModel();
			for (let pair = 0; pair < 150; pair++) model.observe(40 + (pair % 7), isLate(pair) ? 900 : 25);
			return 1 - model.given(43).within(200);
		};
		expect(lateness((pair) => pair < 2)).toBeLessThan(0.02);
		expect(lateness((pair) => pair >= 148)).toBeCloseTo(0.8 * (2 / 150) + 0.2 * (2 / 10), 1);
	});

	test("forgets: a hundred and fifty pairs later nothing is left of another network", () => {
		const moved = taught(
			150,
			exponential,
			taught(150, () => 900),
		);
		const fresh = taught(150, exponential);
		for (const ms of [25, 40, 80, 300]) expect(moved.given(60).within(ms)).toBe(fresh.given(60).within(ms));
		expect(moved.pairs).toBe(150);
	});

	test("expects of a new client what the paper does, for a quarter what the fleet knows, and of an old one what it showed", () => {
		const fleet = taught(100, () => 22);
		const stranger = new DownlinkModel({ fleet }).given(150);
		expect(stranger.within(25)).toBeCloseTo(0.25, 1);
		expect(stranger.within(150)).toBeGreaterThan(0.99);
		const slow = taught(60, () => 90, new DownlinkModel({ fleet })).given(150);
		expect(slow.within(50)).toBeLessThan(0.1);
	});

	test("believes the first answers of a client whose way down takes far longer than its way up", () => {
		const slow: Way = (random) => 55 + 10 * random();
		const fleet = new DownlinkModel();
		const model = new DownlinkModel({ fleet });
		const random = seededRandom(9);
		for (let i = 0; i < 150; i++) fleet.observe(5, slow(random, 5));
		const tooEarly = Array.from({ length: 11 }, () => {
			const share = model.given(5).within(45);
			model.observe(5, slow(random, 5));
			return share;
		});
		expect(tooEarly[0]).toBeCloseTo(0.75, 2);
		expect(tooEarly[1]).toBeLessThan(0.4);
		expect(tooEarly[5]).toBeLessThan(0.12);
		expect(tooEarly[10]).toBeLessThan(0.06);
	});

	test("is a distribution, whatever was observed", () => {
		const ms = fc.double({ min: -1e3, max: 1e5, noNaN: true });
		const pairs = fc.array(fc.tuple(ms, ms), { maxLength: 170 });
		fc.assert(
			fc.property(pairs, ms, ms, ms, (observed, uplinkMs, a, b) => {
				const model = new DownlinkModel({ fleet: new DownlinkModel() });
				for (const [up, down] of observed) model.observe(up, down);
				model.given(uplinkMs);
				const low = model.within(Math.min(a, b));
				const high = model.within(Math.max(a, b));
				expect(low).toBeGreaterThanOrEqual(0);
				expect(high).toBeLessThanOrEqual(1 + 1e-12);
				expect(high).toBeGreaterThanOrEqual(low - 1e-12);
			}),
			{ seed: 3, numRuns: 500 },
		);
	});

	test("refuses NaN and infinities and is as before", () => {
		const model = taught(5, exponential);
		expect(() => model.observe(Number.NaN, 5)).toThrow(NotFiniteError);
		expect(() => model.observe(5, Number.POSITIVE_INFINITY)).toThrow(NotFiniteError);
		expect(model.pairs).toBe(5);
	});
});
