import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";

/** How to download a model file. */
export interface DownloadOptions {
	/** Sends the requests. */
	fetch: typeof fetch;
	/** Whether the browser's own cache may answer: `reload` goes past it. */
	cache: RequestCache;
	/** Hears how many bytes have come. */
	onProgress?: (receivedBytes: number) => void;
	/** A download without a byte for this long counts as broken off, in milliseconds. Default: 15,000. */
	stallMs?: number;
}

/** How often a download that broke off goes on where it was. */
const maxResumptions = 5;

/**
 * Downloads a model file of the size that its manifest says. A download that breaks off or stalls goes on where it was,
 * if the server can (RFC 9110, section 14), and else begins again.
 *
 * @throws {DeviceError} of kind `download`, or `corrupt` where the size is another
 */
export async function downloadModel(
	url: string | URL,
	manifest: Pick<Manifest, "bytes" | "sha256">,
	options: DownloadOptions,
): Promise<ArrayBuffer> {
	const file = new Uint8Array(manifest.bytes);
	let received = 0;
	for (let resumptions = 0; ; resumptions++) {
		const before = received;
		try {
			received = await readOn(url, file, { ...options, sha256: manifest.sha256, from: received });
			return file.buffer;
		} catch (error) {
			if (!(error instanceof BrokenOffError)) throw error;
			received = error.received;
			const progressed = received > before || error.restarted;
			if (!progressed || resumptions === maxResumptions) {
				throw new DeviceError("download", "The download of the model broke off.", { cause: error.cause });
			}
		}
	}
}

/** The bytes stopped coming; there may be more where they came from. */
class BrokenOffError extends Error {
	readonly received: number;
	readonly restarted: boolean;

	constructor(received: number, restarted: boolean, cause: unknown) {
		super("broken off", { cause });
		this.received = received;
		this.restarted = restarted;
	}
}

/** One request: fills the file from an offset on, and gives its length once all of it is there. */
async function readOn(
	url: string | URL,
	file: Uint8Array,
	options: DownloadOptions & { sha256: string; from: number },
): Promise<number> {
	const { fetch: send, cache, onProgress, stallMs = 15_000, sha256, from } = options;
	const stop = new AbortController();
	let stall = setTimeout(() => stop.abort(), stallMs);
	try {
		const headers = from > 0 ? { range: `bytes=${from}-`, "if-range": `"${sha256}"` } : {};
		const response = await send(url, { cache, headers, signal: stop.signal }).catch((cause: unknown) => {
			if (from > 0) throw new BrokenOffError(from, false, cause);
			throw new DeviceError("download", "The model could not be downloaded.", { cause });
		});
		if (!response.ok) {
			throw new DeviceError("download", `The model could not be downloaded: status ${response.status}.`);
		}
		const resumed = response.status === 206;
		let received = resumed ? from : 0;
		const reader = response.body?.getReader();
		for (;;) {
			const part = await reader?.read().catch((cause: unknown) => {
				throw new BrokenOffError(received, !resumed && from > 0, cause);
			});
			if (part === undefined || part.done) break;
			if (received + part.value.length > file.length) throw wrongSize("more", file.length);
			file.set(part.value, received);
			received += part.value.length;
			onProgress?.(received);
			clearTimeout(stall);
			stall = setTimeout(() => stop.abort(), stallMs);
		}
		if (received < file.length) throw wrongSize(`${received}`, file.length);
		return received;
	} finally {
		clearTimeout(stall);
	}
}

function wrongSize(found: string, wanted: number): DeviceError {
	return new DeviceError("corrupt", `The model file has ${found} bytes; its manifest says ${wanted}.`);
}
