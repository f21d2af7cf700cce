import { CloudError } from "@mdinference/client";
import { expect, test } from "vitest";
import { cloudErrorSentence, duration, kindOfLabel, percent } from "./texts.ts";

test("duration() has the digits that matter", () => {
	expect([0.04, 8.44, 9.96, 112.4, 999, 1250].map(duration)).toEqual([
		"0.0 ms",
		"8.4 ms",
		"10 ms",
		"112 ms",
		"999 ms",
		"1.25 s",
	]);
});

test("percent() claims neither certainty nor impossibility", () => {
	expect([1, 0.999, 0.974, 0.004, 0].map(percent)).toEqual(["100 %", "> 99 %", "97 %", "< 1 %", "0 %"]);
});

test("kindOfLabel() tells a zero from an O", () => {
	expect(["0", "O", "café"].map(kindOfLabel)).toEqual(["digit", "letter", ""]);
});

test("a captive portal is explained, a busy gateway too, and a picture is not blamed for a gateway that failed", () => {
	expect(cloudErrorSentence(new CloudError("not-an-answer", ""))).toContain("sign in");
	expect(cloudErrorSentence(new CloudError("status", "The queue is full.", { status: 503 }))).toContain(
		"busy",
	);
	expect(cloudErrorSentence(new CloudError("status", "", { status: 500 }))).toContain("gateway failed");
	expect(cloudErrorSentence(new CloudError("status", "", { status: 422 }))).toContain("another picture");
});
