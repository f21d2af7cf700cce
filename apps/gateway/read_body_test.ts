import { describe, expect, test } from "vitest";
import { ProblemError } from "./problem.ts";
import { readImage } from "./read_body.ts";

const url = "http://gateway/v1/tasks/characters/infer";
const post = (body: BodyInit, headers: Record<string, string> = {}) =>
	new Request(url, { method: "POST", body, headers, duplex: "half" } as RequestInit);
const chunked = (...chunks: Uint8Array[]) =>
	new ReadableStream<Uint8Array>({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(chunk);
			controller.close();
		},
	});
const slugOf = async (request: Request, maxBytes = 1000) => {
	const error = await readImage(request, { maxBytes }).catch((error: unknown) => error);
	expect(error).toBeInstanceOf(ProblemError);
	return (error as ProblemError).slug;
};

describe("readImage()", () => {
	test("gives the bytes of the body, whether their number is declared or not", async () => {
		const bytes = Uint8Array.of(1, 2, 3, 4);
		const declared = await readImage(post(bytes, { "content-length": "4" }), { maxBytes: 4 });
		expect([...declared.image]).toEqual([1, 2, 3, 4]);
		const streamed = await readImage(post(chunked(bytes, bytes)), { maxBytes: 8 });
		expect([...streamed.image]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
	});

	test("gives the field `image` of a multipart form", async () => {
		const form = new FormData();
		form.set("image", new Blob([Uint8Array.of(9, 8)]));
		expect([...(await readImage(post(form), { maxBytes: 1000 })).image]).toEqual([9, 8]);
	});

	test("refuses 0 bytes, in a body and in a form", async () => {
		expect(await slugOf(post(new Uint8Array(0), { "content-length": "0" }))).toBe("image-empty");
		const form = new FormData();
		form.set("image", new Blob([]));
		expect(await slugOf(post(form))).toBe("image-empty");
	});

	test("refuses a body that declares too many bytes before reading it", async () => {
		expect(await slugOf(post(chunked(new Uint8Array(10)), { "content-length": "1001" }))).toBe(
			"body-too-large",
		);
	});

	test("stops reading an undeclared body at the limit", async () => {
		let read = 0;
		const endless = new ReadableStream<Uint8Array>({
			pull(controller) {
				read += 400;
				controller.enqueue(new Uint8Array(400));
			},
		});
		expect(await slugOf(post(endless))).toBe("body-too-large");
		expect(read).toBeLessThan(4000);
	});

	test("refuses a form without an image, with text instead of a file, or cut off", async () => {
		const text = new FormData();
		text.set("image", "A");
		expect(await slugOf(post(text))).toBe("image-missing");
		expect(await slugOf(post(new FormData()))).toBe("image-missing");
		const broken = post("--x\r\nContent-Disposition: form-data; name=", {
			"content-type": "multipart/form-data; boundary=x",
		});
		expect(await slugOf(broken)).toBe("image-missing");
	});

	test("says that a body which broke off was not read", async () => {
		const broken = new ReadableStream({
			start(controller) {
				controller.enqueue(new Uint8Array(4));
				controller.error(new Error("connection reset"));
			},
		});
		expect(await slugOf(post(broken))).toBe("body-cut-off");
	});
});
