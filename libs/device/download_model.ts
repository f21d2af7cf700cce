import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import { emptyFile, type PartialFile } from "./partial_file.ts";

/** How to download a model file. */
export interface DownloadOptions {
	/** Sends the requests. */
	fetch: typeof fetch;
	/** Whether the browser's own cache may answer: `reload` goes past it. */
	cache: RequestCache;
	/** What has come already, and takes what comes: a download that was interrupted goes on there. Default: nothing. */
	part?: PartialFile;
	/** Interrupts the download, which then rejects with the signal's reason. */
	signal?: AbortSignal;
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
	const { part = emptyFile(manifest.bytes), signal } = options;
	for (let resumptions = 0; ; resumptions++) {
		const before = part.received;
		try {
			await readOn(url, part, { ...options, sha256: manifest.sha256 });
			return part.bytes.buffer;
		} catch (error) {
			signal?.throwIfAborted();
			if (!(error instanceof BrokenOffError)) throw error;
			const progressed = part.received > before || error.restarted;
			if (!progressed || resumptions === maxResumptions) {
				throw new DeviceError("download", "The download of the model broke off.", { cause: error.cause });
			}
		}
	}
}

/** The bytes stopped coming; there may be more where they came from. */
class BrokenOffError extends Error {
	readonly restarted: boolean;

	constructor(restarted: boolean, cause: unknown) {
		super("broken off", { cause });
		this.restarted = restarted;
	}
}

/** One request: takes the file from where it is to its end. */
async function readOn(
	url: string | URL,
	part: PartialFile,
	options: DownloadOptions & { sha256: string },
): Promise<void> {
	const { fetch: send, cache, onProgress, stallMs = 15_000, sha256, signal } = options;
	const { bytes } = part;
	const from = part.received;
	// It was interrupted after the last byte, and there is nothing to ask for beyond it.
	if (from === bytes.length) return;
	const stop = new AbortController();
	const interrupt = () => stop.abort(signal?.reason);
	signal?.throwIfAborted();
	signal?.addEventListener("abort", interrupt, { once: true });
	let stall = setTimeout(() => stop.abort(), stallMs);
	try {
		const headers = from > 0 ? { range: `bytes=${from}-`, "if-range": `"${sha256}"` } : {};
		// A request of the user goes first, where the browser has to choose.
		const request: RequestInit = { cache, headers, signal: stop.signal, priority: "low" };
		const response = await send(url, request).catch((cause: unknown) => {
			if (from > 0) throw new BrokenOffError(false, cause);
			throw new DeviceError("download", "The model could not be downloaded.", { cause });
		});
		if (!response.ok) {
			throw new DeviceError("download", `The model could not be downloaded: status ${response.status}.`);
		}
		const resumed = response.status === 206;
		if (!resumed) part.received = 0;
		const reader = response.body?.getReader();
		for (;;) {
			const chunk = await reader?.read().catch((cause: unknown) => {
				throw new BrokenOffError(!resumed && from > 0, cause);
			});
			if (chunk === undefined || chunk.done) break;
			if (part.received + chunk.value.length > bytes.length) throw wrongSize(part, "more");
			bytes.set(chunk.value, part.received);
			part.received += chunk.value.length;
			onProgress?.(part.received);
			clearTimeout(stall);
			stall = setTimeout(() => stop.abort(), stallMs);
		}
		if (part.received < bytes.length) throw wrongSize(part, `${part.received}`);
	} finally {
		clearTimeout(stall);
		signal?.removeEventListener("abort", interrupt);
	}
}

/** What came is not the beginning of the file: the next attempt begins anew. */
function wrongSize(part: PartialFile, found: string): DeviceError {
	part.received = 0;
	return new DeviceError(
		"corrupt",
		`The model file has ${found} bytes; its manifest says ${part.bytes.length}.`,
	);
}
