import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chooseForDevice, parseDevices } from "./device_choice.ts";
import { InvalidProfileError } from "./profile_json.ts";
import { servicePercentileMs } from "./simulated_model.ts";

const anyDevice = fc.record({
	name: fc.constant("phone"),
	models: fc.array(
		fc.record({
			name: fc.string({ minLength: 1 }),
			accuracy: fc.constantFrom(0.4, 0.6, 0.8),
			meanMs: fc.integer({ min: 1, max: 300 }),
			stdMs: fc.integer({ min: 0, max: 30 }),
		}),
		{ minLength: 1, maxLength: 8 },
	),
});

describe("chooseForDevice()", () => {
	test("no model that is fast enough is more accurate, nor as accurate and faster", () => {
		fc.assert(
			fc.property(anyDevice, fc.integer({ min: 1, max: 400 }), (device, slaMs) => {
				const { model, p99Ms } = chooseForDevice(device, slaMs);
				const fitting = device.models.filter((candidate) => servicePercentileMs(candidate) <= slaMs);
				if (model === null) {
					expect(fitting).toEqual([]);
					expect(p99Ms).toBe(Math.min(...device.models.map((model) => servicePercentileMs(model))));
					return;
				}
				expect(fitting).toContain(model);
				for (const other of fitting) {
					expect(other.accuracy).toBeLessThanOrEqual(model.accuracy);
					if (other.accuracy === model.accuracy)
						expect(servicePercentileMs(other)).toBeGreaterThanOrEqual(p99Ms);
				}
			}),
			{ seed: 12, numRuns: 500 },
		);
	});
});

describe("parseDevices()", () => {
	const text = (model: object) => JSON.stringify({ devices: [{ name: "phone", models: [model] }] });

	test("takes accuracies from the zoo where the file has none", () => {
		const zoo = [{ name: "nano", accuracy: 0.698, bytes: 11_000 }];
		const [device] = parseDevices(text({ name: "nano", meanMs: 4, stdMs: 1 }), { zoo });
		expect(device).toEqual({
			name: "phone",
			models: [{ name: "nano", accuracy: 0.698, meanMs: 4, stdMs: 1 }],
		});
	});

	test.each([
		["devices[0].models[0].accuracy", text({ name: "nano", meanMs: 4, stdMs: 1 })],
		["devices[0].models[0].accuracy", text({ name: "nano", meanMs: 4, stdMs: 1, accuracy: 69.8 })],
		["devices[0].models[0].meanMs", text({ name: "nano", meanMs: -4, stdMs: 1 })],
		["devices[0].models[0].stdMs", text({ name: "nano", meanMs: 4, stdMs: 1 }).replace("1}", "NaN}")],
		["devices", '{"devices": []}'],
	])("names the field %s", (field, file) => {
		let refused: unknown;
		try {
			parseDevices(file);
		} catch (error) {
			refused = error;
		}
		expect(refused).toBeInstanceOf(InvalidProfileError);
		expect(refused).toMatchObject({ field });
	});
});
