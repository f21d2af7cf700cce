import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DeviceError } from "./device_error.ts";
import { ask, idleMs, open, picture, type Scene, scene } from "./testdata/device_scene.ts";

/** Time enough to be idle, to measure, and to try WebGPU. */
const quiet = () => vi.advanceTimersByTimeAsync(idleMs + 5_000);

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
		expect((await ask(device)).provider).toBe("wasm");
		await quiet();
		expect([device.webgpu, device.provider]).toEqual(["faster", "webgpu"]);
		expect((await ask(device)).labels[0]?.label).toBe("webgpu");
	});

	test("does not try while images keep coming", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		for (let i = 0; i < 5; i++) {
			await vi.advanceTimersByTimeAsync(idleMs - 20);
			await ask(device);
		}
		expect(place.opened).toEqual(["wasm"]);
		expect(place.ran).not.toContain("own");
	});

	test.each([
		["is slower", { runMs: { wasm: 8, webgpu: 9 } }, "slower"],
		["gives a wrong answer", { outputs: { wasm: [1, 5, -2], webgpu: [5, 1, -2] } }, "wrong-answer"],
		["gives NaN", { outputs: { wasm: [1, 5, -2], webgpu: [Number.NaN, 5, -2] } }, "not-finite"],
	])("stays on WebAssembly where WebGPU %s, and remembers it", async (_, change, reason) => {
		const place = scene(change);
		const device = open(place);
		await device.ready;
		await quiet();
		expect([device.webgpu, device.provider, device.state]).toEqual([reason, "wasm", "ready"]);
		device.close();
		const again = open(place);
		await again.ready;
		await quiet();
		expect([place.opened, again.webgpu]).toEqual([["wasm", "webgpu", "wasm"], reason]);
	});

	test("says why where there is no adapter, and goes on", async () => {
		const loadError = new DeviceError("runtime", "There is no graphics processor.");
		const device = open(scene({ loadError }));
		await device.ready;
		await quiet();
		expect(device.webgpu).toEqual({ unavailable: "There is no graphics processor." });
		expect((await ask(device)).provider).toBe("wasm");
	});

	test("does not try where the browser has none, or nobody wants it", async () => {
		vi.stubGlobal("navigator", { userAgent: "test" });
		const old = scene();
		const device = open(old);
		await device.ready;
		await quiet();
		expect([old.opened, device.webgpu]).toEqual([["wasm"], { unavailable: "This browser has no WebGPU." }]);
		vi.stubGlobal("navigator", { userAgent: "test", gpu: {} });
		const plain = scene();
		await open(plain, { provider: "wasm" }).ready;
		await quiet();
		expect(plain.opened).toEqual(["wasm"]);
	});

	test("does not download its runtime while the user saves data, but as soon as that ends", async () => {
		const connection = Object.assign(new EventTarget(), { saveData: false, effectiveType: "2g" });
		vi.stubGlobal("navigator", { userAgent: "test", gpu: {}, connection });
		const place = scene();
		const device = open(place);
		await device.ready;
		await quiet();
		expect([place.opened, device.webgpu]).toEqual([["wasm"], "untried"]);
		expect(device.profile?.samples).toBe(100);
		connection.effectiveType = "4g";
		connection.dispatchEvent(new Event("change"));
		await quiet();
		expect(device.webgpu).toBe("faster");
	});

	test("tries once, however many requests and quiet moments there were while the user saved data", async () => {
		const trialOf = async (questions: number) => {
			const connection = Object.assign(new EventTarget(), { saveData: true });
			vi.stubGlobal("navigator", { userAgent: "test", gpu: {}, connection });
			const place = scene();
			const device = open(place);
			await device.ready;
			for (let i = 0; i < questions; i++) {
				await ask(device);
				await quiet();
			}
			connection.saveData = false;
			connection.dispatchEvent(new Event("change"));
			await quiet();
			return { tried: place.tried, opened: place.opened, webgpu: device.webgpu };
		};
		const afterOne = await trialOf(1);
		expect(afterOne).toMatchObject({ opened: ["wasm", "webgpu"], webgpu: "faster" });
		expect(await trialOf(4)).toEqual(afterOne);
	});

	test("takes a slower one where it is wanted", async () => {
		const device = open(scene({ runMs: { wasm: 8, webgpu: 900 } }), { provider: "webgpu" });
		await device.ready;
		await quiet();
		expect([device.webgpu, device.provider]).toEqual(["wanted", "webgpu"]);
	});

	test("an image that comes during the trial waits for one run of it, and the trial is done again", async () => {
		const place = scene({ runMs: { wasm: 100, webgpu: 50 } });
		const device = open(place);
		await device.ready;
		while (!place.opened.includes("webgpu")) await vi.advanceTimersByTimeAsync(10);
		await vi.advanceTimersByTimeAsync(220);
		const answer = device.infer(picture);
		await vi.advanceTimersByTimeAsync(200);
		expect((await answer).timing.queueMs).toBeLessThanOrEqual(100);
		expect(device.webgpu).toBe("untried");
		await vi.advanceTimersByTimeAsync(idleMs + 3_000);
		expect(device.webgpu).toBe("faster");
	});
});

describe("createDevice() when the graphics processor is lost", () => {
	async function onWebgpu(place: Scene) {
		const device = open(place);
		await device.ready;
		await quiet();
		expect(device.provider).toBe("webgpu");
		return device;
	}

	test("in a run: the image is answered by WebAssembly after all", async () => {
		const device = await onWebgpu(scene({ runErrors: [new DeviceError("worker", "gone")] }));
		expect((await ask(device)).provider).toBe("wasm");
	});

	test("idle: the next image runs on WebAssembly, and WebGPU is tried once more", async () => {
		const place = scene();
		const device = await onWebgpu(place);
		await ask(device);
		place.lose();
		expect([device.webgpu, device.provider, device.state]).toEqual(["lost", "wasm", "ready"]);
		expect((await ask(device)).provider).toBe("wasm");
		await quiet();
		expect(device.provider).toBe("webgpu");
	});

	test("twice: it stays on WebAssembly", async () => {
		const place = scene();
		const device = await onWebgpu(place);
		await ask(device);
		place.lose();
		await quiet();
		place.lose();
		await quiet();
		expect([device.webgpu, device.provider]).toEqual(["lost", "wasm"]);
		expect(place.opened.filter((provider) => provider === "webgpu")).toHaveLength(2);
	});

	test("an image that cannot be read is not its fault", async () => {
		const device = await onWebgpu(scene({ runErrors: [new DeviceError("image", "unreadable")] }));
		await expect(ask(device)).rejects.toThrow("unreadable");
		expect(device.provider).toBe("webgpu");
	});
});

describe("createDevice() when its worker dies", () => {
	test("in a run: another one runs the image after all", async () => {
		const place = scene({ wasmErrors: [new DeviceError("worker", "out of memory")] });
		const device = open(place);
		await device.ready;
		expect((await ask(device)).provider).toBe("wasm");
		expect(place.opened).toEqual(["wasm", "wasm"]);
	});

	test("of the image itself: it is run twice, not for ever", async () => {
		const death = () => new DeviceError("worker", "out of memory");
		const place = scene({ wasmErrors: [death(), death()] });
		const device = open(place);
		await device.ready;
		await expect(ask(device)).rejects.toThrow("out of memory");
		expect((await ask(device)).provider).toBe("wasm");
	});

	test("what the model gives is not asked for again", async () => {
		const place = scene({ wasmErrors: [new DeviceError("output", "no numbers")] });
		const device = open(place);
		await device.ready;
		await expect(ask(device)).rejects.toThrow("no numbers");
		expect(place.ran).toEqual([]);
	});
});

describe("createDevice() closed", () => {
	test("refuses images and tries nothing any more", async () => {
		const place = scene();
		const device = open(place);
		await device.ready;
		device.close();
		await expect(device.infer(picture)).rejects.toMatchObject({ kind: "closed" });
		await quiet();
		expect([place.opened, place.ran, device.state]).toEqual([["wasm"], [], "failed"]);
	});
});
