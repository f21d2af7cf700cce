import { expect, test } from "vitest";
import { importRuntime } from "./import_runtime.ts";

test("importRuntime() gives the module", async () => {
	expect(await importRuntime(async () => ({ env: {} }))).toEqual({ env: {} });
});

test.each([
	["Chrome", "Failed to fetch dynamically imported module: https://phone.example/ort.js"],
	["Firefox", "error loading dynamically imported module: https://phone.example/ort.js"],
	["Safari", "Importing a module script failed."],
])("a module that did not come is a failed download: %s", async (_, words) => {
	const cause = new TypeError(words);
	await expect(importRuntime(() => Promise.reject(cause))).rejects.toMatchObject({ kind: "download", cause });
});

test.each([new SyntaxError("Unexpected token"), new TypeError("undefined is not a function")])(
	"one that the browser does not understand is not: %s",
	async (cause) => {
		await expect(importRuntime(() => Promise.reject(cause))).rejects.toBe(cause);
	},
);
