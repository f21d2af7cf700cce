import type { Manifest } from "@mdinference/contract";
import { createDevice, type Device } from "@mdinference/device";

const models = new Map<string, Promise<Device>>();

/**
 * A model that the gateway would not give to a phone, on WebAssembly and warm. It is not measured while it rests, and
 * stays open as long as the page.
 *
 * @param name of a starter model
 * @param threads as many as the device would take by itself where this is not given
 */
export function openModel(name: string, threads?: number): Promise<Device> {
	const key = `${name} ${threads}`;
	const known = models.get(key) ?? load(name, threads);
	models.set(key, known);
	return known;
}

async function load(name: string, threads: number | undefined): Promise<Device> {
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
