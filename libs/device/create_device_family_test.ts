import type { Manifest } from "@mdinference/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createDeviceFamily, type DeviceFamily } from "./create_device_family.ts";
import type { ModelStore } from "./model_store.ts";
import { sha256 } from "./sha256.ts";
import {
	idleMs,
	manifest,
	memoryOf,
	picture,
	type Scene,
	scene,
	workersOf,
} from "./testdata/device_scene.ts";
import { memoryCaches } from "./testdata/memory_caches.ts";

const files = { "/nano": new Uint8Array([1, 2, 3]), "/small": new Uint8Array([4, 5, 6, 7]) };
const nano = manifest;
const small: Manifest = {
	...manifest,
	name: "small",
	bytes: 4,
	sha256: await sha256(files["/small"].buffer),
	accuracy: { ...manifest.accuracy, top1: 0.95 },
};

interface Network {
	requests: string[];
	kept: Map<string, ArrayBuffer>;
	/** Answers, instead of the file. */
	answer?: ((path: string, init?: RequestInit) => Promise<Response>) | undefined;
}

function openFamily(place: Scene, network: Partial<Network> = {}) {
	const { requests = [], kept = new Map<string, ArrayBuffer>(), answer } = network;
	const store: ModelStore = {
		read: async (sha256) => kept.get(sha256) ?? null,
		write: async (sha256, file) => void kept.set(sha256, file),
		remove: async (sha256) => void kept.delete(sha256),
		keepOnly: async (sha256s) => {
			for (const key of kept.keys()) if (!sha256s.includes(key)) kept.delete(key);
		},
	};
	const changes = { count: 0 };
	const family = createDeviceFamily({
		models: [
			{ manifest: small, modelUrl: "/small" },
			{ manifest: nano, modelUrl: "/nano" },
		],
		fetch: async (url, init) => {
			requests.push(`${url}`);
			return answer?.(`${url}`, init) ?? new Response(files[`${url}` as keyof typeof files]);
		},
		store,
		memory: memoryOf(place),
		openWorker: (provider, onDeath) => {
			// Each model has a worker of its own; the small one is the slower.
			const worker = workersOf(place)(provider, onDeath);
			let isSmall = false;
			return {
				...worker,
				get dead() {
					return worker.dead;
				},
				load: async (manifest, ...rest) => {
					isSmall = manifest.name === "small";
					await worker.load(manifest, ...rest);
				},
				run: async (image, limitMs) => {
					if (isSmall) await new Promise((resolve) => setTimeout(resolve, smallExtraMs));
					return worker.run(image, limitMs);
				},
			};
		},
		idleMs,
		onChange: () => {
			changes.count += 1;
		},
	});
	return { family, requests, kept, changes };
}

let smallExtraMs = 12;
/** Time for all that is done in the background. */
const quiet = () => vi.advanceTimersByTimeAsync(idleMs + 9_000);
/** Lets time pass, in steps, for digests are computed outside the fake time. */
async function until(condition: () => boolean) {
	for (let steps = 0; !condition(); steps++) {
		if (steps > 10_000) throw new Error("it never came to that");
		await vi.advanceTimersByTimeAsync(100);
	}
}
const samplesOf = (family: DeviceFamily) => family.devices.map(({ profile }) => profile?.samples ?? 0);
const untilMeasured = (family: DeviceFamily) =>
	until(() => samplesOf(family).every((samples) => samples === 100));
const nameFor = (family: DeviceFamily, slaMs: number) => family.fitting({ slaMs }).name;

beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal("navigator", { userAgent: "test" });
	smallExtraMs = 12;
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

describe("createDeviceFamily()", () => {
	test("begins with the smallest file alone; when it was idle, long deadlines get the more accurate model", async () => {
		const { family, requests, changes } = openFamily(scene());
		await family.ready;
		expect([requests, nameFor(family, 5_000)]).toEqual([["/nano"], "nano"]);
		expect(family.devices.map(({ name, state }) => [name, state])).toEqual([
			["nano", "ready"],
			["small", "waiting"],
		]);
		await untilMeasured(family);
		expect(requests).toEqual(["/nano", "/small"]);
		expect([nameFor(family, 250), nameFor(family, 20), nameFor(family, 19), nameFor(family, 1)]).toEqual([
			"small",
			"small",
			"nano",
			"nano",
		]);
		expect([family.chosen.name, changes.count > 0]).toEqual(["nano", true]);
	});

	test("gives a request that has earlier copies before it a model that can do them all", async () => {
		const { family } = openFamily(scene());
		await family.ready;
		await untilMeasured(family);
		expect(family.fitting({ slaMs: 100, copiesAhead: 3 }).name).toBe("small");
		expect(family.fitting({ slaMs: 100, copiesAhead: 5 }).name).toBe("nano");
	});

	test("steps down when the phone gets hot, and up again when it was measured cool", async () => {
		const { family } = openFamily(scene());
		await family.ready;
		await untilMeasured(family);
		smallExtraMs = 400;
		for (let i = 0; i < 2; i++) {
			const answer = family.fitting({ slaMs: 250 }).infer(picture);
			await vi.advanceTimersByTimeAsync(500);
			await answer;
		}
		expect(nameFor(family, 250)).toBe("nano");
		smallExtraMs = 12;
		for (let minute = 0; minute < 5; minute++) {
			await vi.advanceTimersByTimeAsync(70_000);
			const answer = family.fitting({ slaMs: 250 }).infer(picture);
			await vi.advanceTimersByTimeAsync(100);
			await answer;
		}
		await quiet();
		expect(nameFor(family, 250)).toBe("small");
	});

	test("leaves the larger model where it is while the user saves data, unless it is here already", async () => {
		const connection = Object.assign(new EventTarget(), { saveData: true });
		vi.stubGlobal("navigator", { userAgent: "test", connection });
		const { family, requests, kept } = openFamily(scene());
		await family.ready;
		await quiet();
		expect([requests, family.devices[1]?.state]).toEqual([["/nano"], "waiting"]);
		family.close();
		kept.set(small.sha256, files["/small"].buffer);
		const again = openFamily(scene(), { kept });
		await again.family.ready;
		await untilMeasured(again.family);
		expect([again.requests, nameFor(again.family, 250)]).toEqual([[], "small"]);
	});

	test("stops a download for a request, and goes on with it afterwards where it was", async () => {
		const ranges: (string | null)[] = [];
		const answer = async (path: string, init?: RequestInit) => {
			if (path === "/nano") return new Response(files["/nano"]);
			const range = new Headers(init?.headers).get("range");
			ranges.push(range);
			if (range !== null) return new Response(files["/small"].subarray(2), { status: 206 });
			return new Response(
				new ReadableStream({
					start(controller) {
						controller.enqueue(files["/small"].subarray(0, 2));
						init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
					},
				}),
			);
		};
		const { family } = openFamily(scene(), { answer });
		await family.ready;
		await until(() => family.devices[1]?.receivedBytes === 2);
		expect(family.devices[1]).toMatchObject({ state: "loading", receivedBytes: 2, bytes: 4 });
		const reply = family.fitting({ slaMs: 250 }).infer(picture);
		await vi.advanceTimersByTimeAsync(8);
		expect((await reply).timing.totalMs).toBe(8);
		await untilMeasured(family);
		expect([ranges, nameFor(family, 250)]).toEqual([[null, "bytes=2-"], "small"]);
	});

	test("a larger model that cannot be had is tried again later, and the smallest goes on", async () => {
		let isUp = false;
		const answer = async (path: string) =>
			new Response(isUp || path === "/nano" ? files[path as keyof typeof files] : null, {
				status: isUp || path === "/nano" ? 200 : 503,
			});
		const { family } = openFamily(scene(), { answer });
		await family.ready;
		await until(() => family.devices[1]?.state === "failed");
		expect([family.devices[1]?.state, nameFor(family, 250)]).toEqual(["failed", "nano"]);
		isUp = true;
		await untilMeasured(family);
		expect(nameFor(family, 250)).toBe("small");
	});

	test("takes the next larger one at once where the smallest cannot be had, and one error where none can", async () => {
		const only = (path: string) => async (asked: string) =>
			asked === path ? new Response(files["/small"]) : new Response("gone", { status: 503 });
		const { family } = openFamily(scene(), { answer: only("/small") });
		await family.ready;
		expect(nameFor(family, 5)).toBe("small");
		const none = openFamily(scene(), { answer: only("/none") });
		await expect(none.family.ready).rejects.toMatchObject({ name: "DeviceError", kind: "download" });
	});

	test("a smallest one that could not be had is tried again later, while the next larger one answers", async () => {
		let isUp = false;
		const answer = async (path: string) =>
			new Response(isUp || path === "/small" ? files[path as keyof typeof files] : null, {
				status: isUp || path === "/small" ? 200 : 503,
			});
		const { family } = openFamily(scene(), { answer });
		await family.ready;
		expect(family.devices.map(({ state }) => state)).toEqual(["failed", "ready"]);
		isUp = true;
		await untilMeasured(family);
		expect([nameFor(family, 250), nameFor(family, 19)]).toEqual(["small", "nano"]);
	});

	test("where none could be had, all are tried again later", async () => {
		let isUp = false;
		const answer = async (path: string) =>
			isUp ? new Response(files[path as keyof typeof files]) : new Response("gone", { status: 503 });
		const { family } = openFamily(scene(), { answer });
		await expect(family.ready).rejects.toMatchObject({ kind: "download" });
		isUp = true;
		await untilMeasured(family);
		expect([nameFor(family, 250), nameFor(family, 19)]).toEqual(["small", "nano"]);
	});

	test("an image for a model whose file is still coming in the background does not fail with that", async () => {
		let asked = 0;
		const answer = async (path: string, init?: RequestInit) => {
			if (path === "/nano" || ++asked > 1) return new Response(files[path as keyof typeof files]);
			return new Promise<Response>((_, reject) =>
				init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)),
			);
		};
		const { family } = openFamily(scene(), { answer });
		await family.ready;
		await until(() => asked === 1);
		const reply = family.devices[1]!.infer(picture);
		await until(() => family.devices[1]?.state === "ready");
		await vi.advanceTimersByTimeAsync(20);
		expect((await reply).labels).toHaveLength(1);
	});

	test("forgets the files of earlier versions", async () => {
		const kept = new Map([["old", new ArrayBuffer(9)]]);
		await openFamily(scene(), { kept }).family.ready;
		expect([...kept.keys()]).toEqual([nano.sha256]);
	});

	test("leaves the files of another task's family, and of another server's, where they are", async () => {
		vi.stubGlobal("caches", memoryCaches());
		const openTask = async (task: string, server = "") => {
			const place = scene();
			const family = createDeviceFamily({
				models: [{ manifest: { ...nano, task }, modelUrl: `${server}/nano` }],
				fetch: async () => new Response(files["/nano"]),
				memory: memoryOf(place),
				openWorker: workersOf(place),
			});
			await family.ready;
			family.close();
		};
		await openTask("characters");
		await openTask("birds");
		await openTask("characters", "https://other.example");
		const kept = await (await caches.open("mdi-models")).keys();
		const folders = kept.map(({ url }) => decodeURIComponent(new URL(url).pathname.split("/")[2]!));
		expect(folders).toEqual(["characters", "birds", "characters of https://other.example"]);
	});

	test("without models there is no family", () => {
		expect(() => createDeviceFamily({ models: [] })).toThrow(RangeError);
	});
});
