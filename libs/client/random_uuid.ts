/** What makes random bytes; `globalThis.crypto` does. */
export interface RandomBytes {
	/** Fills an array with random bytes. */
	getRandomValues(array: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
}

/**
 * A random UUID, version 4 (RFC 9562). `crypto.randomUUID` is missing where a page came over plain HTTP;
 * `getRandomValues` is not.
 */
export function randomUuid(source: RandomBytes = crypto): string {
	const bytes = source.getRandomValues(new Uint8Array(16));
	bytes[6] = (bytes[6]! & 0x0f) | 0x40;
	bytes[8] = (bytes[8]! & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
