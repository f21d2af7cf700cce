import type { Manifest } from "@mdinference/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDevice, type DeviceOptions } from "./create_device.ts";
import { DeviceError } from "./device_error.ts";
import type { Provider, TrialResult } from "./messages.ts";
import type { ModelStore } from "./model_store.ts";
import type { ModelWorker } from "./model_worker.ts";
import { sha256 } from "./sha256.ts";

const file = new Uint8Array([1, 2, 3]);
const manifest = {
	name: "nano",
	version: "1.0.0",
	bytes: file.length,
	sha256: await sha256(file.buffer),
	accuracy: { top1: 0.7, images: 10, dataset: "" },
} as Manifest;
const store: ModelStore = {
	read: async () => file.buffer,
	write: async () => undefined,
	remove: async () => undefined,
	keepOnly: async () => undefined,
};
const idleMs = 2_000;
const golden: TrialResult = { outputs: [1, 5, -2], medianMs: 8 };

/** How WebGPU behaves, and what happened. */
interface Scene {
	trial: TrialResult;
	loadError?: DeviceError;
	/** Errors of the next runs on WebGPU. */
	runErrors: DeviceError[];
	/** Kills the newest WebGPU worker, as a lost graphics processor does. */
	lose: () => void;
	opened: Provider[];
	remembered: Map<string, Provider>;
}

function scene(change: Partial<Scene> = {}): Scene {
	const quick = { outputs: golden.outputs, medianMs: 2 };
	return { trial: quick, runErrors: [], lose: () => {}, opened: [], remembered: new Map(), ...change };
}

function open(scene: Scene, options: Partial<DeviceOptions> = {}) {
	const openWorker = (provider: Provider, onDeath: (error: DeviceError) => void): ModelWorker => {
		scene.opened.push(provider);
		let dead = false;
		if (provider === "webgpu") {
			scene.lose = () => {
				dead = true;
				onDeath(new DeviceError("worker", "gone"));
			};
		}
		return {
			get dead() {
				return dead;
			},
			load: async () => {
				if (provider === "webgpu" && scene.loadError) throw scene.loadError;
			},
			run: async () => {
				const error = provider === "webgpu" ? scene.runErrors.shift() : undefined;
				if (error) throw error;
				return { labels: [{ label: provider, probability: 1 }], decodeMs: 1, inferenceMs: 1 };
			},
			trial: async () => (provider === "webgpu" ? scene.trial : golden),
			close: () => {
				dead = true;
			},
		};
	};
	const memory = {
		recall: (key: string) => scene.remembered.get(key) ?? null,
		remember: (key: string, provider: Provider) => void scene.remembered.set(key, provider),
	};
	return createDevice({ manifest, modelUrl: "/m", store, memory, openWorker, idleMs, ...options });
}

const picture = new Blob(["picture"]);
const settle = () => vi.advanceTimersByTimeAsync(0);
const idle = () => vi.advanceTimersByTimeAsync(idleMs);

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("navigator", { userAgent: "test", gpu: {} });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe("createDevice() and WebGPU", () => {
	test("begins on WebAssembly, and goes over when it was idle and WebGPU is faster", async () => {
		const device = open(scene());
		await device.ready;
		expect((await device.infer(picture)).provider).toBe("wasm");
		await idle();
		expect([device.webgpu, device.provider]).toEqual(["faster", "webgpu"]);
		expect((await device.infer(picture)).labels[0]?.label).toBe("webgpu");
		expect(device.profile?.samples).toBe(1);
	});

	test("does not try while images keep coming", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		for (let i = 0; i < 5; i++) {
			await vi.advanceTimersByTimeAsync(idleMs - 1);
			await device.infer(picture);
		}
		expect(place.opened).toEqual(["wasm"]);
	});

	test.each([
		["is slower", { outputs: golden.outputs, medianMs: 9 }, "slower"],
		["gives a wrong answer", { outputs: [5, 1, -2], medianMs: 1 }, "wrong-answer"],
		["gives NaN", { outputs: [Number.NaN, 5, -2], medianMs: 1 }, "not-finite"],
	])("stays on WebAssembly where WebGPU %s, and remembers it", async (_, trial, reason) => {
		const place = scene({ trial });
		const device = open(place);
		await device.ready;
		await idle();
		expect([device.webgpu, device.provider, device.state]).toEqual([reason, "wasm", "ready"]);
		const again = open(place);
		await again.ready;
		await idle();
		expect(place.opened).toEqual(["wasm", "webgpu", "wasm"]);
	});

	test("says why where there is no adapter, and goes on", async () => {
		const loadError = new DeviceError("runtime", "There is no graphics processor.");
		const device = open(scene({ loadError }));
		await device.ready;
		await idle();
		expect(device.webgpu).toEqual({ unavailable: "There is no graphics processor." });
		expect((await device.infer(picture)).provider).toBe("wasm");
	});

	test("does not try where the browser has none, or nobody wants it", async () => {
		vi.stubGlobal("navigator", { userAgent: "test" });
		const old = scene();
		const device = open(old);
		await device.ready;
		await idle();
		expect([old.opened, device.webgpu]).toEqual([["wasm"], { unavailable: "This browser has no WebGPU." }]);
		vi.stubGlobal("navigator", { userAgent: "test", gpu: {} });
		const plain = scene();
		await open(plain, { provider: "wasm" }).ready;
		await idle();
		expect(plain.opened).toEqual(["wasm"]);
	});

	test("takes a slower one where it is wanted", async () => {
		const device = open(scene({ trial: { outputs: golden.outputs, medianMs: 900 } }), { provider: "webgpu" });
		await device.ready;
		await idle();
		expect([device.webgpu, device.provider]).toEqual(["wanted", "webgpu"]);
	});
});

describe("createDevice() when the graphics processor is lost", () => {
	async function onWebgpu(place: Scene) {
		const device = open(place);
		await device.ready;
		await idle();
		expect(device.provider).toBe("webgpu");
		return device;
	}

	test("in a run: the image is answered by WebAssembly after all", async () => {
		const device = await onWebgpu(scene({ runErrors: [new DeviceError("worker", "gone")] }));
		expect((await device.infer(picture)).provider).toBe("wasm");
	});

	test("idle: the next image runs on WebAssembly, and WebGPU is tried once more", async () => {
		const place = scene();
		const device = await onWebgpu(place);
		place.lose();
		expect([device.webgpu, device.provider, device.state]).toEqual(["lost", "wasm", "ready"]);
		expect((await device.infer(picture)).provider).toBe("wasm");
		await idle();
		expect(device.provider).toBe("webgpu");
	});

	test("twice: it stays on WebAssembly", async () => {
		const place = scene();
		const device = await onWebgpu(place);
		place.lose();
		await idle();
		place.lose();
		await idle();
		expect([device.webgpu, device.provider]).toEqual(["lost", "wasm"]);
		expect(place.opened.filter((provider) => provider === "webgpu")).toHaveLength(2);
	});

	test("an image that cannot be read is not its fault", async () => {
		const device = await onWebgpu(scene({ runErrors: [new DeviceError("image", "unreadable")] }));
		await expect(device.infer(picture)).rejects.toThrow("unreadable");
		expect(device.provider).toBe("webgpu");
	});
});

describe("createDevice() closed", () => {
	test("refuses images and tries nothing any more", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		device.close();
		await expect(device.infer(picture)).rejects.toMatchObject({ kind: "closed" });
		await idle();
		await settle();
		expect([place.opened, device.state]).toEqual([["wasm"], "failed"]);
	});
});
