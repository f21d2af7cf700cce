/**
 * What failed: the `download` of the model or of what computes it, the model's integrity (`corrupt`), the `runtime` that
 * computes it, the `image`, which cannot be read, the model's `output`, which makes no sense, the `worker`, which died, or
 * the device is `closed`. A `runtime` may have failed because its last file did not come: it does not say.
 */
export type DeviceErrorKind = "download" | "corrupt" | "runtime" | "image" | "output" | "worker" | "closed";

/**
 * The device could not answer.
 *
 * @example
 * ```ts
 * import { DeviceError } from "@mdinference/device";
 *
 * const error = new DeviceError("corrupt", "The model is not the one that its manifest describes.");
 * if (error.kind !== "corrupt") throw new Error("the kind must be kept");
 * ```
 */
export class DeviceError extends Error {
	/** Name of this class. */
	override readonly name: string = "DeviceError";
	/** What failed. */
	readonly kind: DeviceErrorKind;

	/** Says what failed, with the cause where there is one. */
	constructor(kind: DeviceErrorKind, message: string, options: { cause?: unknown } = {}) {
		super(message, options);
		this.kind = kind;
	}
}
