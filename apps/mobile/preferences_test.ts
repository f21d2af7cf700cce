import fc from "fast-check";
import { expect, test } from "vitest";
import { modes, type Preferences, parsePreferences, themes } from "./preferences.ts";

test("what was chosen is read as it was written", () => {
	const chosen = fc.record<Preferences>(
		{
			slaMs: fc.double({ min: 1, max: 60_000, noNaN: true }),
			mode: fc.constantFrom(...modes),
			theme: fc.constantFrom(...themes),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(chosen, (preferences) => {
			expect(parsePreferences(JSON.stringify(preferences))).toEqual(preferences);
		}),
	);
});

test("one choice that makes no sense does not cost the others", () => {
	expect(parsePreferences('{"slaMs": -5, "mode": "only-device", "theme": "sepia"}')).toEqual({
		mode: "only-device",
	});
});

test("whatever stands in the storage, it is read as something", () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(null)), (text) => {
			expect(Object.keys(parsePreferences(text)).every((name) => name.length > 0)).toBe(true);
		}),
	);
	for (const text of [null, "", "null", "7", "[]", "{", '{"slaMs": 1e9}'])
		expect(parsePreferences(text)).toEqual({});
});
