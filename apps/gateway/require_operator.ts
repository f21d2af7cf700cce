import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import { ProblemError } from "./problem.ts";

/** What says who the operator is. */
export interface OperatorConfig {
	/** The token that only the operator knows; undefined where none is set. */
	operatorToken?: string | undefined;
}

const proxyHeaders = ["forwarded", "via", "x-forwarded-for", "x-real-ip"];
const advice = "Set MDI_OPERATOR_TOKEN, and send it: authorization: Bearer TOKEN.";

/**
 * Lets only the operator on: who sends the token, or, where none is set, a program on this machine.
 *
 * @throws {ProblemError} `not-allowed`, with what to do about it
 */
export function requireOperator(c: Context, config: OperatorConfig): void {
	const refusal = refusalOf(c, config);
	if (refusal !== null) throw new ProblemError("not-allowed", refusal);
}

/** Whether the operator asks: who sends the token, or, where none is set, a program on this machine. */
export function isOperator(c: Context, config: OperatorConfig): boolean {
	return refusalOf(c, config) === null;
}

/** Why this is not the operator, in sentences, or null where it is. */
function refusalOf(c: Context, { operatorToken }: OperatorConfig): string | null {
	if (operatorToken === undefined) return refusalWithoutToken(c);
	const given = /^Bearer +(.+)$/i.exec(c.req.header("authorization") ?? "")?.[1] ?? "";
	if (timingSafeEqual(digest(given), digest(operatorToken))) return null;
	return "Send the operator's token: authorization: Bearer TOKEN.";
}

/**
 * A connection from this machine is not enough: a page in its browser, a name that was made to point here, and a proxy
 * in front of the gateway bring in what others ask. A proxy or tunnel here that adds no header and names this machine as
 * the host (bare nginx `proxy_pass`, stunnel, `ssh -R`) looks like a program of this machine: behind any, a token is needed.
 */
function refusalWithoutToken(c: Context): string | null {
	const address = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress;
	if (address === undefined || !/^(127\.|::1$|::ffff:127\.)/.test(address)) {
		return `Without a token only the gateway's own machine may do that. ${advice}`;
	}
	const proxyHeader = proxyHeaders.find((name) => c.req.header(name) !== undefined);
	if (proxyHeader !== undefined) {
		return `The header ${proxyHeader} says that this came through a proxy, so anybody may have sent it. ${advice}`;
	}
	const { hostname, origin: own } = new URL(c.req.url);
	if (!/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname)) {
		return `Without a token that is answered at localhost only, not at ${hostname.slice(0, 64)}. ${advice}`;
	}
	const site = c.req.header("sec-fetch-site") ?? "none";
	if ((c.req.header("origin") ?? own) !== own || (site !== "same-origin" && site !== "none")) {
		return `This came from a page elsewhere, which any web site can show in a browser here. ${advice}`;
	}
	return null;
}

/** Tokens of any length are compared in the same time. */
function digest(text: string): Buffer {
	return createHash("sha256").update(text).digest();
}
