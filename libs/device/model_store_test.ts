import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cacheModelStore } from "./model_store.ts";
import { memoryCaches } from "./testdata/memory_caches.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer;
const textOf = (file: ArrayBuffer | null) => (file === null ? null : new TextDecoder().decode(file));
const readText = async (family: string, sha256: string) => textOf(await cacheModelStore(family).read(sha256));
const keptPaths = async () =>
	(await (await caches.open("mdi-models")).keys()).map(({ url }) => new URL(url).pathname);

/** Keeps a file as earlier versions did, whatever its family. */
const keepShared = async (sha256: string, text: string) =>
	(await caches.open("mdi-models")).put(`/mdi-models/${sha256}.onnx`, new Response(bytesOf(text)));

beforeEach(() => vi.stubGlobal("caches", memoryCaches()));
afterEach(() => vi.unstubAllGlobals());

describe("cacheModelStore()", () => {
	test("keeps a file until it is forgotten", async () => {
		const store = cacheModelStore("characters");
		await store.write("a1", bytesOf("nano"));
		expect(await readText("characters", "a1")).toBe("nano");
		await store.remove("a1");
		expect(await store.read("a1")).toBe(null);
	});

	test("a family forgets its earlier versions, and leaves the files of other families alone", async () => {
		const characters = cacheModelStore("characters");
		const birds = cacheModelStore("birds");
		const elsewhere = cacheModelStore("characters of https://other.example");
		await characters.write("a1", bytesOf("nano 1"));
		await characters.write("a2", bytesOf("nano 2"));
		await birds.write("b1", bytesOf("wings"));
		await elsewhere.write("c1", bytesOf("theirs"));
		await characters.keepOnly(["a2"]);
		expect(await Promise.all([characters.read("a1"), birds.read("a2")])).toEqual([null, null]);
		expect(await readText("characters", "a2")).toBe("nano 2");
		await elsewhere.keepOnly([]);
		await birds.keepOnly(["b1", "b2"]);
		expect(await keptPaths()).toEqual(["/mdi-models/characters/a2.onnx", "/mdi-models/birds/b1.onnx"]);
	});

	test("takes over what an earlier version of the page kept for all families, and removes the rest", async () => {
		await keepShared("a1", "nano");
		await keepShared("old", "forgotten");
		const store = cacheModelStore("characters");
		expect(await readText("characters", "a1")).toBe("nano");
		const [read] = await Promise.all([store.read("a1"), store.keepOnly(["a1", "a2"])]);
		expect(textOf(read)).toBe("nano");
		expect(await keptPaths()).toEqual(["/mdi-models/characters/a1.onnx"]);
		expect(await readText("characters", "a1")).toBe("nano");
	});

	test("a file from there that went bad is forgotten like any other", async () => {
		await keepShared("a1", "<html>");
		const store = cacheModelStore("characters");
		await store.remove("a1");
		expect(await store.read("a1")).toBe(null);
	});

	test("keeps nothing where there is no Cache API", async () => {
		vi.stubGlobal("caches", undefined);
		const store = cacheModelStore("characters");
		await store.write("a1", bytesOf("nano"));
		await store.keepOnly([]);
		expect(await store.read("a1")).toBe(null);
	});
});
