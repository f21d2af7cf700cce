import type { DriftEventView } from "@mdinference/contract";

/** Events of a gateway, while somebody listens. */
export interface GatewayEvents {
	/** Ends listening. */
	stop(): void;
}

/**
 * Listens to a gateway's `/v1/events`.
 *
 * @param port of the gateway, on this machine
 * @param onDrift hears its alarms as they are given
 * @returns once it listens
 */
export async function listenToGateway(
	port: number,
	onDrift: (drift: DriftEventView) => void,
): Promise<GatewayEvents> {
	const stop = new AbortController();
	const response = await fetch(`http://127.0.0.1:${port}/v1/events`, { signal: stop.signal });
	void read(response.body!, (type, data) => {
		if (type === "drift") onDrift(JSON.parse(data));
	}).catch((error: unknown) => {
		if (!stop.signal.aborted) throw error;
	});
	return { stop: () => stop.abort() };
}

async function read(
	body: ReadableStream<Uint8Array>,
	hear: (type: string, data: string) => void,
): Promise<void> {
	const decoder = new TextDecoder();
	const reader = body.getReader();
	let text = "";
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		const parts = (text + decoder.decode(value, { stream: true })).split("\n\n");
		text = parts.pop()!;
		for (const part of parts) {
			const fields = new Map(part.split("\n").map((line) => line.split(/: (.*)/) as [string, string]));
			const data = fields.get("data");
			if (data !== undefined) hear(fields.get("event") ?? "message", data);
		}
	}
}
