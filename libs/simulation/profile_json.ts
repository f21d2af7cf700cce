import type { z } from "zod";

/** Thrown for a file of model profiles that cannot be used. */
export class InvalidProfileError extends Error {
	/** The field that is wrong, e.g. `models[2].meanMs`; empty where the whole file is meant. */
	readonly field: string;

	/** Names the field and what is wrong with it. */
	constructor(field: string, reason: string) {
		super(field === "" ? `A file of profiles ${reason}.` : `${field} ${reason}`);
		this.name = "InvalidProfileError";
		this.field = field;
	}
}

/**
 * Holds JSON against a schema.
 *
 * @throws {InvalidProfileError} naming the first field that is wrong
 */
export function checkProfile<T>(schema: z.ZodType<T>, json: unknown): T {
	const result = schema.safeParse(json);
	if (result.success) return result.data;
	const issue = result.error.issues[0]!;
	const field = issue.path.reduce<string>(
		(path, key) =>
			typeof key === "number" ? `${path}[${key}]` : path === "" ? String(key) : `${path}.${String(key)}`,
		"",
	);
	throw new InvalidProfileError(field, `is wrong: ${issue.message}`);
}

/**
 * Parses JSON in which some writers left NaN and Infinity: they become text, so that their field can be named.
 *
 * @throws {InvalidProfileError} for what is not JSON
 */
export function parseProfileJson(text: string): unknown {
	const readable = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
		token.startsWith('"') ? token : `"${token}"`,
	);
	try {
		return JSON.parse(readable);
	} catch (error) {
		throw new InvalidProfileError("", `is not JSON: ${(error as Error).message}`);
	}
}
