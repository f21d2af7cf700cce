import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { storedDeviceMemory } from "./device_memory.ts";

const record = { webgpu: "slower", runsMs: { wasm: [3.07321, 2], webgpu: [] } } as const;

/** As much of local storage as is needed, with room for so many characters. */
function storageOf(room: number) {
	const items = new Map<string, string>();
	return {
		items,
		getItem: (key: string) => items.get(key) ?? null,
		setItem: (key: string, value: string) => {
			if (value.length > room) throw new DOMException("no room", "QuotaExceededError");
			items.set(key, value);
		},
	};
}

let storage = storageOf(Number.POSITIVE_INFINITY);
beforeEach(() => {
	storage = storageOf(Number.POSITIVE_INFINITY);
	vi.stubGlobal("localStorage", storage);
});
afterEach(() => vi.unstubAllGlobals());

describe("storedDeviceMemory()", () => {
	test("keeps what was learned by its key, to a tenth of a millisecond", () => {
		storedDeviceMemory().remember("a", record);
		expect(storedDeviceMemory().recall("a")).toEqual({
			webgpu: "slower",
			runsMs: { wasm: [3.1, 2], webgpu: [] },
		});
		expect(storedDeviceMemory().recall("b")).toBe(null);
	});

	test("keeps the 16 records that were written last", () => {
		const memory = storedDeviceMemory();
		for (let i = 0; i < 16; i++) memory.remember(`${i}`, record);
		memory.remember("0", record);
		memory.remember("new", record);
		expect([memory.recall("0"), memory.recall("1"), memory.recall("2")].map((kept) => kept !== null)).toEqual(
			[true, false, true],
		);
	});

	test.each([
		["no JSON", "{"],
		["no list", '{"a":1}'],
		[
			"other entries",
			'[1,["a"],["a",{"webgpu":"fine","runsMs":{}}],["a",{"webgpu":null,"runsMs":{"wasm":["x"]}}]]',
		],
	])("takes storage that holds %s for empty", (_, content) => {
		storage.items.set("mdi-device", content);
		expect(storedDeviceMemory().recall("a")).toBe(null);
		storedDeviceMemory().remember("a", record);
		expect(storedDeviceMemory().recall("a")?.webgpu).toBe("slower");
	});

	test("keeps nothing, and fails at nothing, where storage is full or refused", () => {
		vi.stubGlobal("localStorage", storageOf(10));
		storedDeviceMemory().remember("a", record);
		expect(storedDeviceMemory().recall("a")).toBe(null);
		vi.stubGlobal("localStorage", undefined);
		storedDeviceMemory().remember("a", record);
		expect(storedDeviceMemory().recall("a")).toBe(null);
	});
});
