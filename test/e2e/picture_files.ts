import sharp, { type Sharp } from "sharp";
import type { ChosenFile } from "./phone.ts";

/** A black T as SVG, of any size, on nothing or on a colour; `background` is a CSS colour. */
export function drawnT(width: number, height: number, background = "none"): Sharp {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 100"
		preserveAspectRatio="xMidYMid meet"><rect x="-1000" y="-1000" width="3000" height="3000" fill="${background}"/>
		<path d="M20 22h60v11H56v47H44V33H20z"/></svg>`;
	return sharp(Buffer.from(svg));
}

/** A file as somebody may choose it. */
export function file(name: string, mimeType: string, bytes: Uint8Array): ChosenFile {
	return { name, mimeType, buffer: Buffer.from(bytes) };
}

/**
 * A photo as a phone stores it that was held in one of eight ways: the pixels as the sensor saw them, and in EXIF how
 * they are to be turned (TIFF 6.0, tag 274).
 *
 * @param upright the picture as it is to be seen
 * @param orientation 1 to 8
 */
export async function heldPhoto(upright: Buffer, orientation: number): Promise<ChosenFile> {
	// What undoes each orientation, in two steps, for sharp has its own order within one.
	const undoing: Record<number, [turn: number, mirror: boolean]> = {
		1: [0, false],
		2: [0, true],
		3: [180, false],
		4: [180, true],
		5: [90, true],
		6: [270, false],
		7: [270, true],
		8: [90, false],
	};
	const [turn, mirror] = undoing[orientation]!;
	const turned = await sharp(upright).rotate(turn).png().toBuffer();
	const stored = await sharp(turned)
		.flop(mirror)
		.withMetadata({ orientation })
		.jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
		.toBuffer();
	return file(`held-${orientation}.jpg`, "image/jpeg", stored);
}
