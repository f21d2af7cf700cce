/**
 * SHA-256 in lower-case hexadecimal. `crypto.subtle` is missing where a page came over plain HTTP; there a library
 * computes it, which is loaded only then.
 */
export async function sha256(data: ArrayBuffer): Promise<string> {
	const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
	const digest = subtle
		? new Uint8Array(await subtle.digest("SHA-256", data))
		: (await import("@noble/hashes/sha2.js")).sha256(new Uint8Array(data));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
