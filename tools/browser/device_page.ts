import type { Manifest } from "@mdinference/contract";
import {
	createDevice,
	createDeviceFamily,
	type Device,
	type DeviceFamily,
	type DeviceOptions,
} from "@mdinference/device";
import { coloursManifest } from "./colours_model.ts";

/** What the device's tests find in their page. */
export interface TestPage {
	/** A device with the test model; what is given replaces the defaults. */
	open(options?: Partial<DeviceOptions>): Device;
	/** A family of one: the test model, with what its manifest says replaced. */
	openFamily(change: Partial<Manifest>): DeviceFamily;
	/** A picture of one colour. */
	picture(colour: string): Promise<Blob>;
	/** What went wrong, as plain data. */
	failure(promise: Promise<unknown>): Promise<{ name: string; kind: unknown; message: string } | null>;
	/** The device of the running test. */
	device?: Device;
}

const testPage: TestPage = {
	open: (options) => createDevice({ manifest: coloursManifest, modelUrl: "/model.onnx", ...options }),
	openFamily: (change) =>
		createDeviceFamily({
			models: [{ manifest: { ...coloursManifest, ...change }, modelUrl: "/model.onnx" }],
		}),
	async picture(colour) {
		const canvas = new OffscreenCanvas(40, 20);
		const context = canvas.getContext("2d")!;
		context.fillStyle = colour;
		context.fillRect(0, 0, 40, 20);
		return canvas.convertToBlob({ type: "image/png" });
	},
	failure: (promise) =>
		promise.then(
			() => null,
			(error) => ({ name: error.name, kind: error.kind, message: error.message }),
		),
};

Object.assign(globalThis, { testPage });
