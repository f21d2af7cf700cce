/** The address of the picture on the screen. The browser keeps a picture as long as its address is not taken back. */
export class PictureUrl {
	#url: string | null = null;

	/** Gives a picture an address, and takes the one before back. */
	show(picture: Blob): string {
		this.release();
		this.#url = URL.createObjectURL(picture);
		return this.#url;
	}

	/** Takes the address back: no picture is shown any more. */
	release(): void {
		if (this.#url !== null) URL.revokeObjectURL(this.#url);
		this.#url = null;
	}
}
