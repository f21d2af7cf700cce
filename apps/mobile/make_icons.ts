import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import sharp from "sharp";

const drawing = await readFile(new URL("public/icon.svg", import.meta.url), "utf8");
const ground = '<rect width="32" height="32" rx="8" fill="#1f2430"/>';
if (!drawing.includes(ground)) throw new Error(`public/icon.svg must begin with ${ground}.`);

/** The drawing on a ground that fills the picture, with a margin around it, in units of icon.svg. */
function onWholeGround(margin: number): string {
	const side = 32 + 2 * margin;
	return drawing
		.replace('viewBox="0 0 32 32"', `viewBox="${-margin} ${-margin} ${side} ${side}"`)
		.replace(ground, `<rect x="${-margin}" y="${-margin}" width="${side}" height="${side}" fill="#1f2430"/>`);
}

async function write(name: string, svg: string, side: number): Promise<void> {
	const file = fileURLToPath(new URL(`public/${name}`, import.meta.url));
	await sharp(Buffer.from(svg), { density: (72 * side) / 32 })
		.resize(side, side)
		.png({ compressionLevel: 9, palette: true })
		.toFile(file);
}

await write("icon_192.png", drawing, 192);
await write("icon_512.png", drawing, 512);
// iOS rounds the corners itself, and shows what is transparent as black.
await write("icon_apple.png", onWholeGround(0), 180);
// A launcher may cut a maskable icon to a circle of 80 %; the drawing's corners are 14.2 from its centre.
await write("icon_maskable.png", onWholeGround(2), 512);
