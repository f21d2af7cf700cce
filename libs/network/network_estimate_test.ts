import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { estimateNetwork } from "./network_estimate.ts";

describe("estimateNetwork()", () => {
	test("is twice the upload when nothing else is known: the paper's estimate", () => {
		expect(estimateNetwork({ uploadMs: 42, slaMs: 250 })).toEqual({ networkMs: 84, source: "upload" });
	});

	test("prefers twice the clock-corrected uplink to the upload", () => {
		expect(estimateNetwork({ uploadMs: 1, slaMs: 250, uplinkMs: 45 })).toEqual({
			networkMs: 90,
			source: "clock",
		});
	});

	test("prefers what the client measured to everything else", () => {
		expect(estimateNetwork({ uploadMs: 1, slaMs: 250, uplinkMs: 45, clientMs: 70 })).toEqual({
			networkMs: 70,
			source: "client",
		});
	});

	test("believes no client that its network was faster than the upload we measured", () => {
		expect(estimateNetwork({ uploadMs: 60, slaMs: 250, clientMs: 0 }).networkMs).toBe(60);
	});

	test("is never below the upload nor above the SLA, whatever is claimed; the SLA wins", () => {
		const ms = fc.double({ min: 0, max: 1e9, noNaN: true });
		const maybe = fc.option(ms, { nil: undefined });
		fc.assert(
			fc.property(ms, ms, maybe, maybe, (uploadMs, slaMs, clientMs, uplinkMs) => {
				const { networkMs } = estimateNetwork({ uploadMs, slaMs, clientMs, uplinkMs });
				expect(networkMs).toBeLessThanOrEqual(slaMs);
				expect(networkMs).toBeGreaterThanOrEqual(Math.min(uploadMs, slaMs));
			}),
			{ seed: 4 },
		);
	});
});
