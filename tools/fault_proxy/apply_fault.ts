import type { ServerResponse } from "node:http";
import type { Fault } from "./fault.ts";
import { type Reply, readAll } from "./forward.ts";
import { waitUntil } from "./wait_until.ts";

/** One request that a fault strikes. */
export interface StruckExchange {
	/** When it arrived, as `performance.now()` counts. */
	arrivedMs: number;
	/** Reads its body and throws it away. */
	swallow: () => Promise<unknown>;
	/** Lets the gateway do its work. */
	forward: () => Promise<Reply>;
	/** Where the reply goes, or what is left of it. */
	response: ServerResponse;
}

/** Does to a request what the fault says. */
export async function applyFault(
	fault: Fault,
	{ arrivedMs, swallow, forward, response }: StruckExchange,
): Promise<void> {
	const instead = async (status: number, headers: Record<string, string>, body: string) => {
		await swallow();
		response.writeHead(status, { "content-length": String(Buffer.byteLength(body)), ...headers }).end(body);
	};
	const whole = async () => {
		const { status, headers, body } = await forward();
		return { status, headers, bytes: await readAll(body) };
	};

	switch (fault.kind) {
		case "captive-portal":
			return instead(200, { "content-type": "text/html; charset=utf-8" }, portal);
		case "status": {
			const { status, retryAfterS } = fault;
			const problem = { type: "about:blank", title: "Injected", status, detail: "The fault proxy said so." };
			const headers = {
				"content-type": "application/problem+json",
				...(retryAfterS !== undefined && { "retry-after": String(retryAfterS) }),
			};
			return instead(status, headers, JSON.stringify(problem));
		}
		case "malformed-json":
			return instead(200, { "content-type": "application/json" }, '{"labels": [}');
		case "wrong-shape":
			return instead(200, { "content-type": "application/json" }, '{"answer": 42, "results": "none"}');
		case "truncated-json": {
			const { status, headers, bytes } = await whole();
			const half = bytes.subarray(0, bytes.length / 2);
			response
				.writeHead(status, [...withoutLength(headers), "content-length", String(half.length)])
				.end(half);
			return;
		}
		case "refuse":
			response.socket?.destroy();
			return;
		case "cut":
			return cut(fault.where, await whole(), response);
		case "hang":
			await swallow();
			return;
		case "hold": {
			const { status, headers, bytes } = await whole();
			await waitUntil(arrivedMs + fault.untilMs);
			response.writeHead(status, headers).end(bytes);
		}
	}
}

function cut(
	where: Extract<Fault, { kind: "cut" }>["where"],
	{ status, headers, bytes }: { status: number; headers: string[]; bytes: Buffer },
	response: ServerResponse,
): void {
	const hangUp = () => response.socket?.destroy();
	if (where === "before-headers") {
		hangUp();
	} else if (where === "in-headers") {
		response.socket?.write(`HTTP/1.1 ${status} \r\ncontent-type: appl`, hangUp);
	} else {
		response.writeHead(status, headers).write(bytes.subarray(0, bytes.length / 2), hangUp);
	}
}

function withoutLength(headers: readonly string[]): string[] {
	return headers.filter((_, i) => headers[i - (i % 2)]?.toLowerCase() !== "content-length");
}

const portal = `<!doctype html>
<html lang="en"><title>Station Wi-Fi</title>
<h1>Welcome to Station Wi-Fi</h1><form><button>Accept and connect</button></form></html>
`;
