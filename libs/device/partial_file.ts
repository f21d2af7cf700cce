/** A file of a known length, of which the first bytes have come. */
export interface PartialFile {
	/** All of it. */
	readonly bytes: Uint8Array<ArrayBuffer>;
	/** How many bytes have come. */
	received: number;
}

/** A file of which nothing has come yet; it takes memory once it is first looked at. */
export function emptyFile(length: number): PartialFile {
	let bytes: Uint8Array<ArrayBuffer> | null = null;
	return {
		get bytes() {
			bytes ??= new Uint8Array(length);
			return bytes;
		},
		received: 0,
	};
}
