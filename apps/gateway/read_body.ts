import type { Readable } from "node:stream";
import { ProblemError } from "./problem.ts";

/** First length of what a body is read into: no more than that is taken for a body that never comes. */
const firstBytes = 65_536;

/** How a body is read. */
export interface BodyOptions {
	/** Most bytes that are read. */
	maxBytes: number;
	/**
	 * The body as Node has it. Default: that of the request, whose web streams take half a millisecond more.
	 */
	incoming?: Readable | undefined;
}

/**
 * Reads the image of a request: its body, or the field `image` of a multipart form.
 *
 * @returns the image's bytes, and when the last byte of the body had arrived by `performance.now()`
 * @throws {ProblemError} when it is empty, too large, cut off, or a form without an image
 */
export async function readImage(
	request: Request,
	options: BodyOptions,
): Promise<{ image: Uint8Array; arrivedAt: number }> {
	const body = await readBody(request, options);
	const arrivedAt = performance.now();
	const contentType = request.headers.get("content-type") ?? "";
	const isForm = contentType.toLowerCase().startsWith("multipart/form-data");
	const image = isForm ? await imageOfForm(body, contentType) : body;
	if (image.byteLength === 0) {
		throw new ProblemError(
			"image-empty",
			"The body has 0 bytes. Send the bytes of a JPEG, PNG, WebP or AVIF image.",
		);
	}
	return { image, arrivedAt };
}

/**
 * Reads a whole body.
 *
 * @throws {ProblemError} when it is larger than `maxBytes`, or cut off
 */
export async function readBody(
	request: Request,
	{ maxBytes, incoming }: BodyOptions,
): Promise<Uint8Array<ArrayBuffer>> {
	const declared = request.headers.get("content-length");
	if (declared !== null && Number(declared) > maxBytes) throw tooLarge(maxBytes);
	try {
		// The rest of a refused body is not read here, but its connection has to live for the answer.
		const chunks = incoming?.iterator({ destroyOnReturn: false }) ?? request.body ?? [];
		return await collect(chunks, { maxBytes, expectedBytes: Number(declared ?? maxBytes) });
	} catch (cause) {
		if (cause instanceof ProblemError) throw cause;
		throw new ProblemError("body-cut-off", "The body ended before its last byte. Send it again.", { cause });
	}
}

/**
 * Copies chunks into one array that grows with them. Kept as they are, chunks of a byte would take hundreds of bytes each,
 * and the size of its chunks is the sender's choice.
 */
async function collect(
	chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	{ expectedBytes, maxBytes }: { expectedBytes: number; maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
	let room = new Uint8Array(Math.min(expectedBytes, firstBytes));
	let bytes = 0;
	for await (const chunk of chunks) {
		const needed = bytes + chunk.byteLength;
		if (needed > maxBytes) throw tooLarge(maxBytes);
		if (needed > room.byteLength) {
			const larger = new Uint8Array(Math.min(Math.max(needed, 2 * room.byteLength), maxBytes));
			larger.set(room.subarray(0, bytes));
			room = larger;
		}
		room.set(chunk, bytes);
		bytes = needed;
	}
	return room.subarray(0, bytes);
}

async function imageOfForm(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<Uint8Array> {
	const form = await new Response(body, { headers: { "content-type": contentType } })
		.formData()
		.catch((cause: unknown) => {
			throw new ProblemError("image-missing", "The multipart form cannot be read.", { cause });
		});
	const image = form.get("image");
	if (!(image instanceof File)) {
		throw new ProblemError("image-missing", 'The multipart form has no file field "image".', {
			field: "image",
		});
	}
	return new Uint8Array(await image.arrayBuffer());
}

function tooLarge(maxBytes: number): ProblemError {
	return new ProblemError(
		"body-too-large",
		`The body is larger than ${maxBytes.toLocaleString("en")} bytes, the most that is taken here. Send less.`,
	);
}
