import type { Manifest } from "@mdinference/contract";
import { createDevice, type Device } from "@mdinference/device";

/**
 * A model that the gateway would not give to a phone, on WebAssembly and warm. It is not measured while it rests.
 *
 * @param name of a starter model
 * @param threads as many as the device would take by itself where this is not given
 */
export async function openModel(name: string, threads?: number): Promise<Device> {
	const response = await fetch(`/models/${name}.json`);
	const manifest = (await response.json()) as Manifest;
	const device = createDevice({
		manifest,
		modelUrl: `/models/${name}.onnx`,
		provider: "wasm",
		idleMs: Number.POSITIVE_INFINITY,
		...(threads !== undefined && { threads }),
	});
	await device.ready;
	return device;
}
