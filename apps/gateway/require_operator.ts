import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { ProblemError } from "./problem.ts";

/**
 * Lets only the operator on: who sends the token, or, where none is set, who asks from this machine.
 *
 * @throws {ProblemError} `not-allowed`
 */
export function requireOperator(c: Context, { operatorToken }: { operatorToken?: string | undefined }): void {
	if (operatorToken === undefined) {
		if (isThisMachine((c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress)) return;
		throw new ProblemError(
			"not-allowed",
			"Only the gateway's own machine may do that, as MDI_OPERATOR_TOKEN is not set.",
		);
	}
	const given = /^Bearer (.+)$/.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
	if (timingSafeEqual(digest(given), digest(operatorToken))) return;
	throw new ProblemError("not-allowed", "Send the operator's token: authorization: Bearer TOKEN.");
}

function isThisMachine(address: string | undefined): boolean {
	return address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
}

/** Tokens of any length are compared in the same time. */
function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
