import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";
import { type DownloadOptions, downloadModel } from "./download_model.ts";
import type { ModelStore } from "./model_store.ts";
import { emptyFile } from "./partial_file.ts";
import { sha256 } from "./sha256.ts";

/** Where a model file may come from. */
export interface ObtainOptions extends Omit<DownloadOptions, "cache"> {
	/** Keeps files between visits. */
	store: ModelStore;
}

/**
 * The file of a model: from the store, else downloaded, and then kept. It is used, and kept, only if its SHA-256 is the
 * manifest's: a kept file that is not is forgotten, a downloaded one is fetched once more past the browser's cache.
 *
 * @throws {DeviceError} of kind `download` or `corrupt`
 */
export async function obtainModel(
	url: string | URL,
	manifest: Pick<Manifest, "bytes" | "sha256">,
	{ store, part = emptyFile(manifest.bytes), ...options }: ObtainOptions,
): Promise<ArrayBuffer> {
	const isRight = async (file: ArrayBuffer) => (await sha256(file)) === manifest.sha256;
	const kept = await store.read(manifest.sha256);
	if (kept !== null) {
		if (await isRight(kept)) return kept;
		await store.remove(manifest.sha256);
	}
	const download = async (cache: RequestCache): Promise<ArrayBuffer> => {
		const file = await downloadModel(url, manifest, { ...options, part, cache });
		if (await isRight(file)) return file;
		part.received = 0;
		throw new DeviceError("corrupt", "The model file is not the one that its manifest describes.");
	};
	const file = await download("default").catch((error: unknown) => {
		if (error instanceof DeviceError && error.kind === "corrupt") return download("reload");
		throw error;
	});
	await store.write(manifest.sha256, file);
	return file;
}
