import type { z } from "zod";
import { Places } from "./places.ts";
import { ProblemError } from "./problem.ts";
import { readBody } from "./read_body.ts";

/** Bodies on their way that anybody may send, so that slow senders cannot fill the memory. */
const bodies = new Places(64);

/**
 * Reads and parses a JSON body. `places` are those of bodies like this one; by default all that anybody may send share some.
 *
 * @throws {ProblemError} when there are too many bodies on their way, or when it is too large, cut off, no JSON, or not what the schema asks for: the field and why
 */
export async function readJson<T>(
	request: Request,
	schema: z.ZodType<T>,
	{ places = bodies, ...limits }: { maxBytes: number; places?: Places },
): Promise<T> {
	const body = await places.hold(() => readBody(request, limits));
	if (body === null) {
		const detail = `${places.limit} bodies are on their way already, as many as are read at once. Send it again.`;
		throw new ProblemError("too-many-bodies", detail);
	}
	const text = new TextDecoder().decode(body);
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
