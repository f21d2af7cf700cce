import type { Manifest } from "@mdinference/contract";
import { DeviceError } from "./device_error.ts";

/**
 * Downloads a model file of the size that its manifest says.
 *
 * @throws {DeviceError} of kind `download`, or `corrupt` where the size is another
 */
export async function fetchModel(
	url: string | URL,
	manifest: Pick<Manifest, "bytes">,
	options: { fetch: typeof fetch; cache: RequestCache },
): Promise<ArrayBuffer> {
	const response = await options.fetch(url, { cache: options.cache }).catch((cause) => {
		throw new DeviceError("download", "The model could not be downloaded.", { cause });
	});
	if (!response.ok) {
		throw new DeviceError("download", `The model could not be downloaded: status ${response.status}.`);
	}
	const model = await response.arrayBuffer().catch((cause) => {
		throw new DeviceError("download", "The download of the model broke off.", { cause });
	});
	if (model.byteLength === manifest.bytes) return model;
	throw new DeviceError(
		"corrupt",
		`The model file has ${model.byteLength} bytes; its manifest says ${manifest.bytes}.`,
	);
}
