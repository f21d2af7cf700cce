import { describe, expect, test } from "vitest";
import { DeviceError } from "./device_error.ts";
import type { ModelStore } from "./model_store.ts";
import { obtainModel } from "./obtain_model.ts";
import { emptyFile } from "./partial_file.ts";
import { sha256 } from "./sha256.ts";

const right = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 251);
const manifest = { bytes: right.length, sha256: await sha256(right.buffer) };

/** A store in memory. */
function memoryStore(entries: [string, Uint8Array][] = []) {
	const files = new Map(entries.map(([key, bytes]) => [key, bytes.slice().buffer as ArrayBuffer]));
	const store: ModelStore = {
		read: async (key) => files.get(key) ?? null,
		write: async (key, file) => void files.set(key, file),
		remove: async (key) => void files.delete(key),
		keepOnly: async (keys) => {
			for (const key of files.keys()) if (!keys.includes(key)) files.delete(key);
		},
	};
	return { store, files };
}

/** A server whose answers come one a request: bytes of a response, and whether it breaks off after them. */
function server(...answers: ((range: number | null) => Response)[]) {
	const ranges: (string | null)[] = [];
	const send: typeof fetch = async (_, init) => {
		const headers = new Headers(init?.headers);
		ranges.push(headers.get("range"));
		const from = /^bytes=(\d+)-$/.exec(headers.get("range") ?? "")?.[1];
		const answer = answers.shift();
		if (answer === undefined) throw new TypeError("network down");
		return answer(from === undefined ? null : Number(from));
	};
	return { send, ranges };
}

/** Sends a part of the file, and then breaks off. */
const broken = (from: number, to: number, status: number) => () =>
	new Response(
		new ReadableStream({
			start(controller) {
				controller.enqueue(right.subarray(from, to));
			},
			pull(controller) {
				controller.error(new TypeError("connection reset"));
			},
		}),
		{ status },
	);
/** Sends the beginning of the file and then nothing, until it is told to stop. */
const silentAfter = (to: number, { signal }: RequestInit = {}) =>
	new Response(
		new ReadableStream({
			start(controller) {
				controller.enqueue(right.subarray(0, to));
				signal?.addEventListener("abort", () => controller.error(signal.reason));
			},
		}),
	);
const whole = () => new Response(right);
const rest = (range: number | null) => new Response(right.subarray(range ?? 0), { status: 206 });
const wrong = () => new Response(right.map((byte) => byte ^ 1));

const obtain = (send: typeof fetch, store = memoryStore().store) => {
	const progress: number[] = [];
	const file = obtainModel("/model.onnx", manifest, {
		store,
		fetch: send,
		onProgress: (bytes) => progress.push(bytes),
	});
	return { file, progress };
};
const kindOf = (promise: Promise<unknown>) =>
	promise.then(
		() => null,
		(error: unknown) => (error instanceof DeviceError ? error.kind : error),
	);

describe("obtainModel()", () => {
	test("downloads once, keeps the file, and takes it from the store the next time", async () => {
		const { store, files } = memoryStore();
		const { send, ranges } = server(whole);
		expect(new Uint8Array(await obtain(send, store).file)).toEqual(right);
		expect([...files.keys()]).toEqual([manifest.sha256]);
		expect(new Uint8Array(await obtain(send, store).file)).toEqual(right);
		expect(ranges).toHaveLength(1);
	});

	test("tells how far it is", async () => {
		const { file, progress } = obtain(server(broken(0, 300, 200), rest).send);
		await file;
		expect(progress).toEqual([300, 1000]);
	});

	test("goes on where a download broke off, as often as it makes progress", async () => {
		const { send, ranges } = server(broken(0, 300, 200), broken(300, 700, 206), rest);
		expect(new Uint8Array(await obtain(send).file)).toEqual(right);
		expect(ranges).toEqual([null, "bytes=300-", "bytes=700-"]);
	});

	test("begins again where the server cannot go on", async () => {
		const { send } = server(broken(0, 300, 200), whole);
		expect(new Uint8Array(await obtain(send).file)).toEqual(right);
	});

	test("gives up a download that makes no progress", async () => {
		const { send, ranges } = server(broken(0, 300, 200));
		expect(await kindOf(obtain(send).file)).toBe("download");
		expect(ranges).toEqual([null, "bytes=300-"]);
	});

	test("a download that stalls counts as broken off", async () => {
		const { ranges, send } = server(rest);
		const stalling: typeof fetch = async (url, init) =>
			new Headers(init?.headers).has("range") ? send(url, init) : silentAfter(400, init);
		const file = await obtainModel("/m", manifest, {
			store: memoryStore().store,
			fetch: stalling,
			stallMs: 30,
		});
		expect(new Uint8Array(file)).toEqual(right);
		expect(ranges).toEqual(["bytes=400-"]);
	});

	test("a download that stalls or is interrupted after its last byte is whole, and nothing more is asked for", async () => {
		const { store } = memoryStore();
		const { send, ranges } = server();
		let requests = 0;
		const fetch: typeof send = (url, init) =>
			requests++ === 0 ? Promise.resolve(silentAfter(right.length, init)) : send(url, init);
		expect(new Uint8Array(await obtainModel("/m", manifest, { store, fetch, stallMs: 30 }))).toEqual(right);

		await store.remove(manifest.sha256);
		requests = 0;
		const part = emptyFile(right.length);
		const stop = new AbortController();
		const interrupted = { store, fetch, part, signal: stop.signal, onProgress: () => stop.abort() };
		await expect(obtainModel("/m", manifest, interrupted)).rejects.toThrow("aborted");
		expect(new Uint8Array(await obtainModel("/m", manifest, { store, fetch, part }))).toEqual(right);
		expect(ranges).toEqual([]);
	});

	test("a file that is not the model is fetched once more, then refused, and never kept", async () => {
		const { store, files } = memoryStore();
		expect(await kindOf(obtain(server(wrong, wrong).send, store).file)).toBe("corrupt");
		expect(files.size).toBe(0);
		expect(new Uint8Array(await obtain(server(wrong, whole).send, store).file)).toEqual(right);
	});

	test.each([
		["shorter", new Response(right.subarray(0, 10))],
		["longer", new Response(new Uint8Array(2000))],
		["a web page", new Response("<html>Welcome to our Wi-Fi</html>")],
	])("a file that is %s is refused by its size", async (_, response) => {
		const again = response.clone();
		const { send } = server(
			() => response,
			() => again,
		);
		expect(await kindOf(obtain(send).file)).toBe("corrupt");
	});

	test("a kept file that went bad is forgotten and fetched again", async () => {
		const { store, files } = memoryStore([[manifest.sha256, right.subarray(0, 999)]]);
		expect(new Uint8Array(await obtain(server(whole).send, store).file)).toEqual(right);
		expect(new Uint8Array(files.get(manifest.sha256)!)).toEqual(right);
	});

	test("a status other than success is a failed download, told with its number", async () => {
		const { send } = server(() => new Response("gone", { status: 503 }));
		await expect(obtain(send).file).rejects.toThrow("status 503");
	});
});
