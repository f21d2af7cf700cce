import { afterEach, expect, test, vi } from "vitest";
import { sha256 } from "./sha256.ts";

afterEach(() => vi.unstubAllGlobals());

test("sha256() gives what the standard says of abc (FIPS 180-4)", async () => {
	const digest = await sha256(new TextEncoder().encode("abc").buffer as ArrayBuffer);
	expect(digest).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("sha256() is the same with and without crypto.subtle, whatever the length", async () => {
	for (const length of [0, 3, 262_144, 700_001]) {
		const data = Uint8Array.from({ length }, (_, i) => (i * 31) % 256);
		const expected = await sha256(data.buffer);
		vi.stubGlobal("crypto", {});
		expect(await sha256(data.buffer)).toBe(expected);
		vi.unstubAllGlobals();
	}
});
