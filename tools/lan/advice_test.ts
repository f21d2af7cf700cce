import { expect, test } from "vitest";
import { advice } from "./advice.ts";

const options = {
	addresses: ["192.168.1.20", "10.0.0.4"],
	httpsPort: 8443,
	port: 8787,
	isNew: true,
	fingerprint: Array.from({ length: 32 }, (_, i) => i.toString(16).padStart(2, "0")).join(":"),
	folder: "data/local/lan",
	validUntilMs: Date.parse("2027-11-25T12:00:00Z"),
	isColoured: false,
};

test("the advice has the addresses, the authority's fingerprint, its end, and each browser's question", () => {
	const text = advice(options);
	for (const part of [
		"https://192.168.1.20:8443",
		"https://10.0.0.4:8443",
		"http://192.168.1.20:8787/authority.crt",
		"00:01:02",
		":1d:1e:1f",
		"2027-11-25",
		"Chrome",
		"Safari",
		"Firefox",
		"iPhone",
		"Android",
	]) {
		expect(text).toContain(part);
	}
	expect(text).not.toContain("::");
});

test("lines fit a terminal of 100 columns", () => {
	const lines = advice(options).split("\n");
	expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("the QR code is light on dark where colours may be printed", () => {
	const lines = advice({ ...options, isColoured: true }).split("\n");
	expect(lines.filter((line) => line.startsWith("  \u001b[97;40m█")).length).toBeGreaterThan(10);
});
