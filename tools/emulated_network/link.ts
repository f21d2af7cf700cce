/** One direction of a network path, which decides when what is sent arrives. Has a state: bytes queue behind bytes. */
export interface Link {
	/**
	 * When the last of some bytes arrives.
	 *
	 * @param sentAtMs when they are sent, in milliseconds of any clock; never before the previous ones
	 * @param bytes how many
	 * @returns a time not before `sentAtMs`, in milliseconds of the same clock
	 */
	arrivalMs(sentAtMs: number, bytes: number): number;
}
