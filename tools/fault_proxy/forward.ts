import { type IncomingMessage, request as send } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The gateway's reply to a request that was passed on. */
export interface Reply {
	/** HTTP status. */
	status: number;
	/** Names and values in turn, without those that belong to one connection. */
	headers: string[];
	/** What comes. Fails where the gateway breaks off. */
	body: IncomingMessage;
}

const ofOneConnection = new Set([
	"connection",
	"keep-alive",
	"proxy-connection",
	"transfer-encoding",
	"upgrade",
]);

/**
 * Passes a request on and gives the gateway's reply as soon as its headers are there.
 *
 * @param target base URL of the gateway
 * @param request what the client sent
 * @param body its body, as fast as it is to arrive
 * @param signal gives the exchange up
 */
export async function forward(
	target: string,
	request: IncomingMessage,
	body: AsyncIterable<Uint8Array>,
	signal: AbortSignal,
): Promise<Reply> {
	// A connection for each request: an idle one may close at the moment at which it is used again.
	const upstream = send(new URL(request.url ?? "/", target), {
		method: request.method ?? "GET",
		headers: [...withoutConnection(request.rawHeaders), "connection", "close"],
		agent: false,
		signal,
	});
	const reply = new Promise<IncomingMessage>((resolve, reject) => {
		upstream.once("response", resolve);
		upstream.once("error", reject);
	});
	// A gateway may answer before it has read all; what is left of the body is then of no interest.
	pipeline(Readable.from(body), upstream).catch(() => undefined);
	const received = await reply;
	// Whoever reads the body hears of its errors; nobody may.
	received.on("error", () => undefined);
	return {
		status: received.statusCode!,
		headers: withoutConnection(received.rawHeaders),
		body: received,
	};
}

/** All that comes, in one piece. */
export async function readAll(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of source) chunks.push(chunk);
	return Buffer.concat(chunks);
}

function withoutConnection(rawHeaders: readonly string[]): string[] {
	const kept: string[] = [];
	for (let i = 0; i < rawHeaders.length; i += 2) {
		const [name, value] = [rawHeaders[i]!, rawHeaders[i + 1]!];
		if (!ofOneConnection.has(name.toLowerCase())) kept.push(name, value);
	}
	return kept;
}
