import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InferHeaders, maxSlaMs } from "./infer_request.ts";

describe("InferHeaders", () => {
	test("all of them may be absent", () => {
		expect(InferHeaders.parse({})).toEqual({});
	});

	test("text becomes numbers", () => {
		const id = "8f0c9d5e-1b1d-4c8e-9d53-0f7a3c3a8b11";
		expect(
			InferHeaders.parse({
				"mdi-sla-ms": " 250.5 ",
				"mdi-sent-at": "1790000000000.25",
				"mdi-request-id": id,
			}),
		).toEqual({ "mdi-sla-ms": 250.5, "mdi-sent-at": 1790000000000.25, "mdi-request-id": id });
	});

	test("an SLA is above 0 and at most a minute, a network time 0 or more", () => {
		const sla = (text: string) => InferHeaders.safeParse({ "mdi-sla-ms": text }).success;
		expect([sla("0"), sla("0.001"), sla(`${maxSlaMs}`), sla(`${maxSlaMs + 1}`)]).toEqual([
			false,
			true,
			true,
			false,
		]);
		expect(InferHeaders.safeParse({ "mdi-network-ms": "0" }).success).toBe(true);
	});

	test("whatever text comes, what is accepted is a finite number within its bounds", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.integer().map(String)), (text) => {
				const result = InferHeaders.safeParse({ "mdi-sla-ms": text });
				if (!result.success) return;
				const slaMs = result.data["mdi-sla-ms"]!;
				expect(slaMs > 0 && slaMs <= maxSlaMs).toBe(true);
			}),
			{ seed: 3, numRuns: 1000 },
		);
	});
});
