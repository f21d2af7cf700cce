import { LabelBatch } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
import { Places } from "./places.ts";
import { ProblemError } from "./problem.ts";
import { readJson } from "./read_json.ts";

const read = (body: string) =>
	readJson(new Request("http://gateway/", { method: "POST", body }), LabelBatch, { maxBytes: 1000 });
const problemOf = async (body: string) => {
	const error = await read(body).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(ProblemError);
	return error as ProblemError;
};

describe("readJson()", () => {
	test("gives what the schema gives", async () => {
		expect(await read('{"labels": [{"requestId": 1}]}')).toEqual({ labels: [{ requestId: 1 }] });
	});

	test("says that a body is not JSON", async () => {
		const { slug, message } = await problemOf("{labels");
		expect(slug).toBe("invalid-body");
		expect(message).toMatch(/^The body is not JSON: /);
	});

	test("names the field that is wrong, and why", async () => {
		const { slug, field, message } = await problemOf('{"labels": []}');
		expect([slug, field]).toEqual(["invalid-body", "labels"]);
		expect(message).toMatch(/^labels: Too small/);
		expect((await problemOf("[]")).field).toBe("body");
	});

	test("refuses a body beyond its limit", async () => {
		expect((await problemOf(`{"labels": ["${"x".repeat(1000)}"]}`)).slug).toBe("body-too-large");
	});

	test("reads 64 bodies at once, more when those have come, and those that have places of their own", async () => {
		const ends: (() => void)[] = [];
		const slow = () => {
			const body = new ReadableStream<Uint8Array>({
				start(controller) {
					ends.push(() => {
						controller.enqueue(new TextEncoder().encode('{"labels": [1]}'));
						controller.close();
					});
				},
			});
			return new Request("http://gateway/", { method: "POST", body, duplex: "half" } as RequestInit);
		};
		const reading = Array.from({ length: 64 }, () => readJson(slow(), LabelBatch, { maxBytes: 1000 }));
		expect((await problemOf('{"labels": [1]}')).slug).toBe("too-many-bodies");
		const own = { maxBytes: 1000, places: new Places(1) };
		const request = new Request("http://gateway/", { method: "POST", body: '{"labels": [2]}' });
		expect(await readJson(request, LabelBatch, own)).toEqual({ labels: [2] });
		for (const end of ends) end();
		await Promise.all(reading);
		expect(await read('{"labels": [1]}')).toEqual({ labels: [1] });
	});
});
