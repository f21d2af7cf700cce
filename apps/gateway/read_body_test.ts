import { once } from "node:events";
import { request as ask, type IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { describe, expect, onTestFinished, test } from "vitest";
import { listen } from "./listen.ts";
import { ProblemError, problemResponse } from "./problem.ts";
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

	test.each([{}, { "content-length": "300" }, { "content-length": "3" }])(
		"keeps none of the chunks that a body of %o comes in: a sender could make each of a single byte",
		async (headers) => {
			const chunk = new Uint8Array(1);
			let sent = 0;
			const oneByOne = new ReadableStream<Uint8Array>(
				{
					pull(controller) {
						if (sent === 300) return controller.close();
						chunk[0] = sent++;
						controller.enqueue(chunk);
					},
				},
				{ highWaterMark: 0 },
			);
			const { image } = await readImage(post(oneByOne, headers), { maxBytes: 300 });
			expect(image).toEqual(Uint8Array.from({ length: 300 }, (_, index) => index));
		},
	);

	test("gives a body that is larger than what is taken for it at first", async () => {
		const parts = [1, 70_000, 1, 200_000, 29_998].map((bytes, index) => new Uint8Array(bytes).fill(index));
		const { image } = await readImage(post(chunked(...parts)), { maxBytes: 300_000 });
		expect(Buffer.concat(parts).equals(image)).toBe(true);
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

	test("reads what Node has of a body, and refuses one that is too large before its end", async () => {
		const { port, stop } = await listen({
			fetch: async (request, { incoming }) => {
				const options = { maxBytes: 300_000, incoming: incoming as HttpBindings["incoming"] };
				const answer = readImage(request, options).then(({ image }) => new Response(`${image.byteLength}`));
				return answer.catch((error) => problemResponse(error));
			},
			host: "127.0.0.1",
			port: 0,
		});
		onTestFinished(() => void stop(0));
		const answerTo = async (bytes: number, isWhole: boolean) => {
			const request = ask({ port, host: "127.0.0.1", method: "POST" }).on("error", () => {});
			request.write(new Uint8Array(bytes));
			if (isWhole) request.end();
			const [response] = (await once(request, "response")) as [IncomingMessage];
			return response.statusCode;
		};
		expect(await answerTo(300_000, true)).toBe(200);
		expect(await answerTo(300_001, false)).toBe(413);
	});
});
