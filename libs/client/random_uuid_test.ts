import { expect, test } from "vitest";
import { randomUuid } from "./random_uuid.ts";

test("randomUuid() is a version 4 UUID, and another one each time", () => {
	const uuids = Array.from({ length: 100 }, () => randomUuid());
	for (const uuid of uuids) {
		expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
	expect(new Set(uuids).size).toBe(100);
});

test("randomUuid() sets version and variant whatever the bytes are", () => {
	const source = (fill: number) => ({
		getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(fill),
	});
	expect(randomUuid(source(0x00))).toBe("00000000-0000-4000-8000-000000000000");
	expect(randomUuid(source(0xff))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
});
