import type { Manifest } from "@mdinference/contract";
import type { ModelStore } from "./model_store.ts";
import { obtainModel } from "./obtain_model.ts";
import { emptyFile } from "./partial_file.ts";

/** The file of one model, fetched once, and again where that failed. */
export interface ModelFile {
	/** Bytes of it that have come. */
	readonly receivedBytes: number;
	/** Whether it is here, or kept from an earlier visit: then it costs no data. */
	isHere(): Promise<boolean>;
	/** The file. A signal interrupts its download, which goes on where it was with the next call. */
	get(signal?: AbortSignal): Promise<ArrayBuffer>;
}

/** Where the file is. */
export interface ModelFileOptions {
	/** Downloads it. */
	fetch: typeof fetch;
	/** Keeps it between visits. */
	store: ModelStore;
	/** Hears how much of it has come, in bytes. */
	onProgress: (receivedBytes: number) => void;
}

/** Makes the file of a model; nothing is fetched before it is asked for. */
export function createModelFile(
	url: string | URL,
	manifest: Pick<Manifest, "bytes" | "sha256">,
	{ fetch, store, onProgress }: ModelFileOptions,
): ModelFile {
	const part = emptyFile(manifest.bytes);
	let file: Promise<ArrayBuffer> | null = null;
	let receivedBytes = 0;

	const progress = (bytes: number): void => {
		receivedBytes = bytes;
		onProgress(bytes);
	};

	async function obtain(signal: AbortSignal | undefined): Promise<ArrayBuffer> {
		try {
			const options = { fetch, store, part, onProgress: progress, ...(signal && { signal }) };
			const whole = await obtainModel(url, manifest, options);
			receivedBytes = whole.byteLength;
			return whole;
		} catch (error) {
			file = null;
			throw error;
		}
	}

	async function get(signal?: AbortSignal): Promise<ArrayBuffer> {
		file ??= obtain(signal);
		try {
			return await file;
		} catch (error) {
			// Somebody else's download was interrupted, and this one is wanted all the same.
			if (error instanceof DOMException && error.name === "AbortError" && !signal?.aborted)
				return get(signal);
			throw error;
		}
	}

	return {
		get receivedBytes() {
			return receivedBytes;
		},
		isHere: async () => file !== null || (await store.read(manifest.sha256)) !== null,
		get,
	};
}
