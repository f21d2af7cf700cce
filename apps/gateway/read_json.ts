import type { z } from "zod";
import { ProblemError } from "./problem.ts";
import { readBody } from "./read_body.ts";

/**
 * Reads and parses a JSON body.
 *
 * @throws {ProblemError} when it is too large, cut off, no JSON, or not what the schema asks for: the field and why
 */
export async function readJson<T>(
	request: Request,
	schema: z.ZodType<T>,
	limits: { maxBytes: number },
): Promise<T> {
	const text = new TextDecoder().decode(await readBody(request, limits.maxBytes));
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (cause) {
		throw new ProblemError("invalid-body", `The body is not JSON: ${(cause as Error).message}.`, { cause });
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const { field, detail } = firstComplaint(result.error);
	throw new ProblemError("invalid-body", detail, { field });
}

/** The first thing that a schema complains of: which field, and why. */
export function firstComplaint({ issues }: z.ZodError): { field: string; detail: string } {
	const [issue] = issues;
	const field = issue?.path.join(".") || "body";
	return { field, detail: `${field}: ${issue?.message ?? "is not valid"}.` };
}
