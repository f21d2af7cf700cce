import { ProblemError } from "./problem.ts";

/** Limits of a body. */
export interface BodyLimits {
	/** Most bytes that are read. */
	maxBytes: number;
}

/**
 * Reads the image of a request: its body, or the field `image` of a multipart form.
 *
 * @returns the image's bytes, and when the last byte of the body had arrived by `performance.now()`
 * @throws {ProblemError} when it is empty, too large, cut off, or a form without an image
 */
export async function readImage(
	request: Request,
	{ maxBytes }: BodyLimits,
): Promise<{ image: Uint8Array; arrivedAt: number }> {
	const body = await readBody(request, maxBytes);
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
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
	const declared = request.headers.get("content-length");
	if (declared !== null && Number(declared) > maxBytes) throw tooLarge(maxBytes);
	try {
		return declared === null
			? await readChunks(request, maxBytes)
			: new Uint8Array(await request.arrayBuffer());
	} catch (cause) {
		if (cause instanceof ProblemError) throw cause;
		throw new ProblemError("body-cut-off", "The body ended before its last byte. Send it again.", { cause });
	}
}

/** A body that does not declare its length is counted while it comes. */
async function readChunks(request: Request, maxBytes: number): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of request.body ?? []) {
		bytes += chunk.byteLength;
		if (bytes > maxBytes) throw tooLarge(maxBytes);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

async function imageOfForm(body: Uint8Array, contentType: string): Promise<Uint8Array> {
	const form = await new Response(body as BodyInit, { headers: { "content-type": contentType } })
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
