import { DeviceError } from "./device_error.ts";

/**
 * Imports ONNX Runtime. That a module did not come browsers say by a TypeError about it ("Importing a module script failed");
 * that they do not understand it, by a SyntaxError or by a TypeError about what they lack.
 *
 * @throws {DeviceError} of kind `download` where it did not come
 */
export async function importRuntime<T>(load: () => Promise<T>): Promise<T> {
	try {
		return await load();
	} catch (cause) {
		if (!(cause instanceof TypeError && cause.message.includes("module"))) throw cause;
		throw new DeviceError("download", "What computes the model could not be downloaded.", { cause });
	}
}
