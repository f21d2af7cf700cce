/** So much is digested at once where a library does it: some milliseconds of the page's own thread, in bytes. */
const chunkBytes = 262_144;

/**
 * SHA-256 in lower-case hexadecimal. `crypto.subtle` is missing where a page came over plain HTTP; there a library
 * computes it, which is loaded only then, and lets the page breathe between the parts of a large file.
 */
export async function sha256(data: ArrayBuffer): Promise<string> {
	const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
	const digest = subtle ? new Uint8Array(await subtle.digest("SHA-256", data)) : await digestInParts(data);
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function digestInParts(data: ArrayBuffer): Promise<Uint8Array> {
	const { sha256 } = await import("@noble/hashes/sha2.js");
	const hash = sha256.create();
	for (let at = 0; at < data.byteLength; at += chunkBytes) {
		hash.update(new Uint8Array(data, at, Math.min(chunkBytes, data.byteLength - at)));
		await new Promise((resolve) => setTimeout(resolve));
	}
	return hash.digest();
}
