import { LabelBatch } from "@mdinference/contract";
import { describe, expect, test } from "vitest";
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
});
