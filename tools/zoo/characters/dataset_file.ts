/** Bytes before the first record of a dataset file. */
export const HEADER_BYTES = 16;

const MAGIC = "MDI1";

/**
 * The head of a dataset file: `MDI1`, then three little-endian 32-bit numbers: how many records, the side of a picture
 * in pixels, 3 channels. Each record is one byte for the class and side x side x 3 bytes for the picture.
 *
 * @param count number of records
 * @param side width and height of a picture, in pixels
 */
export function datasetHeader(count: number, side: number): Uint8Array {
	const header = new Uint8Array(HEADER_BYTES);
	header.set(new TextEncoder().encode(MAGIC));
	const view = new DataView(header.buffer);
	for (const [i, value] of [count, side, 3].entries()) view.setUint32(4 + 4 * i, value, true);
	return header;
}

/** Bytes of one record. */
export function recordBytes(side: number): number {
	return 1 + 3 * side * side;
}
