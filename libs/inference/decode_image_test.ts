import { crc32, deflateSync } from "node:zlib";
import type { Preprocessing } from "@mdinference/contract";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { decodeImage, ImageError, type ImageErrorReason } from "./decode_image.ts";

const rgb: Preprocessing = {
	width: 8,
	height: 8,
	resize: "fill",
	channels: "rgb",
	layout: "nchw",
	mean: [0, 0, 0],
	std: [1, 1, 1],
};
const gray: Preprocessing = { ...rgb, channels: "gray", mean: [0], std: [1] };

type Rgb = [number, number, number];
const red: Rgb = [255, 0, 0];
const green: Rgb = [0, 255, 0];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

function plain(background: string, width = 32, height = 32): Sharp {
	return sharp({ create: { width, height, channels: 3, background } });
}

/** Red on the left, green on the right. */
function halves(width = 32, height = 32): Sharp {
	const pixels = Array.from({ length: width * height }, (_, i) => (i % width < width / 2 ? red : green));
	return sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels: 3 } });
}

function noise(width = 32, height = 32): Sharp {
	const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i * 31 + i * 7) % 251);
	return sharp(pixels, { raw: { width, height, channels: 3 } });
}

function chunk(type: string, data: Uint8Array): Buffer {
	const body = Buffer.concat([Buffer.from(type), data]);
	const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	check.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, check]);
}

/** A black PNG of one bit a pixel, or only its header. */
function png(width: number, height: number, headerOnly = false): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header[8] = 1;
	const rows = headerOnly ? Buffer.alloc(0) : Buffer.alloc(height * (1 + Math.ceil(width / 8)));
	const signature = Buffer.from("89504e470d0a1a0a", "hex");
	const chunks = [
		chunk("IHDR", header),
		chunk("IDAT", deflateSync(rows, { level: 1 })),
		chunk("IEND", Buffer.alloc(0)),
	];
	return Buffer.concat([signature, ...chunks]);
}

/** The pixel at a column and row of an 8 x 8 RGB image. */
const at = (pixels: Uint8Array, x: number, y: number) => [
	...pixels.subarray(3 * (8 * y + x), 3 * (8 * y + x) + 3),
];

async function refusal(bytes: Uint8Array, limits = {}): Promise<ImageError> {
	const error = await decodeImage(bytes, rgb, limits).catch((error) => error);
	expect(error).toBeInstanceOf(ImageError);
	return error;
}

async function expectRefusal(bytes: Uint8Array, reason: ImageErrorReason, ...words: string[]): Promise<void> {
	const error = await refusal(bytes);
	expect(error.reason).toBe(reason);
	for (const word of words) expect(error.message).toContain(word);
}

describe("decodeImage() reads", () => {
	test.each(["jpeg", "png", "webp", "avif"] as const)("%s", async (format) => {
		const pixels = await decodeImage(await plain("rgb(40, 120, 200)")[format]().toBuffer(), rgb);
		expect(pixels.length).toBe(192);
		for (const [index, value] of [40, 120, 200].entries()) expect(pixels[index]).closeTo(value, 4);
	});

	test("pixels into a buffer that can be transferred to a worker", async () => {
		for (const preprocessing of [rgb, gray]) {
			const pixels = await decodeImage(await noise().png().toBuffer(), preprocessing);
			const { length } = pixels;
			expect(structuredClone(pixels, { transfer: [pixels.buffer as ArrayBuffer] }).length).toBe(length);
			expect(pixels.length).toBe(0);
		}
	});

	test("a size of its own accord unchanged: rows from the top, pixels from the left, channels together", async () => {
		const image = noise(8, 8);
		expect([...(await decodeImage(await image.clone().png().toBuffer(), rgb))]).toEqual([
			...(await image.raw().toBuffer()),
		]);
	});

	test("palettes, one bit, interlaced rows, grey and CMYK", async () => {
		const palette = await halves().png({ palette: true }).toBuffer();
		expect(at(await decodeImage(palette, rgb), 0, 0)).toEqual(red);
		expect(at(await decodeImage(png(32, 32), rgb), 0, 0)).toEqual(black);
		expect(at(await decodeImage(await halves().png({ progressive: true }).toBuffer(), rgb), 7, 0)).toEqual(
			green,
		);
		const grey = await plain("rgb(90, 90, 90)").toColourspace("b-w").png().toBuffer();
		expect(at(await decodeImage(grey, rgb), 3, 3)).toEqual([90, 90, 90]);
		const cmyk = await plain("white").toColourspace("cmyk").jpeg().toBuffer();
		for (const value of at(await decodeImage(cmyk, rgb), 3, 3)) expect(value).closeTo(255, 3);
	});

	test("16 bits a channel, in colour and in grey", async () => {
		const raw = { width: 16, height: 16, channels: 3 } as const;
		const deep = sharp(new Uint16Array(16 * 16 * 3).fill(100 * 257), { raw });
		const colour = await deep.clone().toColourspace("rgb16").png().toBuffer();
		expect((await sharp(colour).metadata()).depth).toBe("ushort");
		expect(at(await decodeImage(colour, rgb), 4, 4)).toEqual([100, 100, 100]);
		const grey = await deep.toColourspace("grey16").png().toBuffer();
		for (const value of at(await decodeImage(grey, rgb), 4, 4)) expect(value).closeTo(100, 1);
	});

	test("transparency as white", async () => {
		const { data, info } = await halves().raw().toBuffer({ resolveWithObject: true });
		const pixels = Array.from({ length: info.width * info.height }, (_, i) => [
			...data.subarray(3 * i, 3 * i + 3),
			i % info.width < info.width / 2 ? 0 : 255,
		]);
		const raw = { width: info.width, height: info.height, channels: 4 } as const;
		const decoded = await decodeImage(
			await sharp(Uint8Array.from(pixels.flat()), { raw }).png().toBuffer(),
			rgb,
		);
		expect(at(decoded, 0, 4)).toEqual(white);
		expect(at(decoded, 7, 4)).toEqual(green);
	});

	test.each([
		[1, "left", [0, 4], [7, 4]],
		[3, "right", [7, 4], [0, 4]],
		[6, "top", [4, 0], [4, 7]],
		[8, "bottom", [4, 7], [4, 0]],
	] as const)(
		"EXIF orientation %i: what was left is shown at the %s",
		async (orientation, _, side, opposite) => {
			const bytes = await halves(32, 16).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
			const pixels = await decodeImage(bytes, rgb);
			expect(at(pixels, side[0], side[1])[0]).toBeGreaterThan(200);
			expect(at(pixels, opposite[0], opposite[1])[1]).toBeGreaterThan(200);
		},
	);

	test("an oblong image stretched, cropped or padded with black, as the manifest says", async () => {
		const wide = await plain("white", 32, 16).png().toBuffer();
		const decode = (resize: Preprocessing["resize"]) => decodeImage(wide, { ...rgb, resize });
		expect((await decode("fill")).every((value) => value === 255)).toBe(true);
		expect((await decode("cover")).every((value) => value === 255)).toBe(true);
		const contained = await decode("contain");
		expect([0, 1, 6, 7].map((y) => at(contained, 4, y))).toEqual([black, black, black, black]);
		expect([2, 5].map((y) => at(contained, 4, y))).toEqual([white, white]);
	});

	test.each(["fill", "cover", "contain"] as const)(
		"the middle of the image that was made to fit by %s",
		async (resize) => {
			const image = await noise(40, 24).png().toBuffer();
			const whole = await decodeImage(image, { ...rgb, width: 16, height: 16, resize });
			const middle = await decodeImage(image, { ...rgb, resize, crop: 0.5 });
			for (const [x, y] of [
				[0, 0],
				[7, 0],
				[3, 5],
				[7, 7],
			] as const) {
				const inWhole = 3 * (16 * (y + 4) + x + 4);
				expect(at(middle, x, y)).toEqual([...whole.subarray(inWhole, inWhole + 3)]);
			}
		},
	);

	test("colours as Rec. 601 luma where the model is grey", async () => {
		const luma = async (background: string) =>
			(await decodeImage(await plain(background).png().toBuffer(), gray))[0];
		expect(await luma("#f00")).toBe(Math.round(0.299 * 255));
		expect(await luma("#0f0")).toBe(Math.round(0.587 * 255));
		expect(await luma("#00f")).toBe(Math.round(0.114 * 255));
		expect(await luma("#777")).toBe(0x77);
	});

	test("the first frame of an animation", async () => {
		const frames = [await plain("red").png().toBuffer(), await plain("lime").png().toBuffer()];
		const animation = await sharp(frames, { join: { animated: true } })
			.webp({ lossless: true })
			.toBuffer();
		expect(at(await decodeImage(animation, rgb), 4, 4)).toEqual(red);
	});

	test("a JPEG with stray bytes between its segments, as some phones write it", async () => {
		const jpeg = await plain("red").jpeg().toBuffer();
		const end = 4 + jpeg.readUInt16BE(4) - 2 + 2;
		const stray = Buffer.concat([jpeg.subarray(0, end), Buffer.from([0, 0]), jpeg.subarray(end)]);
		await expect(sharp(stray, { failOn: "warning" }).raw().toBuffer()).rejects.toThrow();
		expect(at(await decodeImage(stray, rgb), 4, 4)[0]).toBeGreaterThan(250);
	});

	test("a large image within the limit, and the event loop turns meanwhile", async () => {
		let turns = 0;
		let done = false;
		const turn = () => {
			turns++;
			if (!done) setImmediate(turn);
		};
		turn();
		const pixels = await decodeImage(png(7000, 5000), rgb);
		done = true;
		expect(pixels.length).toBe(192);
		expect(turns).toBeGreaterThan(10);
	});
});

describe("decodeImage() refuses", () => {
	test("0 bytes", () => expectRefusal(new Uint8Array(0), "empty", "0 bytes"));

	test("what is not an image", async () => {
		for (const text of ["a", '{"image": "no"}', "%PDF-1.7\n", "P5 8 8 255 ", "1,2\n3,4\n"]) {
			await expectRefusal(Buffer.from(text), "not-an-image", "JPEG, PNG, WebP or AVIF");
		}
		await expectRefusal(new Uint8Array(1000), "not-an-image");
	});

	test("other formats: GIF, TIFF, SVG", async () => {
		await expectRefusal(await plain("red").gif().toBuffer(), "not-an-image");
		await expectRefusal(await plain("red").tiff().toBuffer(), "not-an-image");
		const svg =
			'<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="9" height="9"/></svg>';
		await expectRefusal(Buffer.from(svg), "not-an-image");
		await expectRefusal(Buffer.from(`<?xml version="1.0"?>${svg}`), "not-an-image");
	});

	test.each(["jpeg", "png", "webp", "avif"] as const)(
		"a truncated %s, wherever it is cut",
		async (format) => {
			const bytes = await noise(64, 64)[format]().toBuffer();
			for (const share of [0.02, 0.1, 0.5, 0.9]) {
				const error = await refusal(bytes.subarray(0, Math.ceil(bytes.length * share)));
				expect(["unreadable", "not-an-image"]).toContain(error.reason);
			}
			await expectRefusal(bytes.subarray(0, Math.ceil(bytes.length * 0.9)), "unreadable", "damaged");
		},
	);

	test("1 x 1 and 7 x 100 pixels, telling the numbers", async () => {
		await expectRefusal(png(1, 1), "too-small", "1 x 1", "at least 8");
		await expectRefusal(png(7, 100), "too-small", "7 x 100");
		expect((await refusal(png(15, 15), { minSidePixels: 16 })).reason).toBe("too-small");
	});

	test("48 megapixels, telling the numbers", async () => {
		await expectRefusal(png(8000, 6000), "too-large", "8000 x 6000", "40000000");
		expect((await refusal(png(100, 100), { maxPixels: 9999 })).reason).toBe("too-large");
	});

	test("decompression bombs: a small file of 30000 x 30000, and a header of 60000 x 60000", async () => {
		const bomb = png(30_000, 30_000);
		expect(bomb.length).toBeLessThan(1_000_000);
		await expectRefusal(bomb, "too-large", "30000 x 30000");
		await expectRefusal(png(60_000, 60_000, true), "too-large", "60000 x 60000");
		const jpeg = await plain("red").jpeg().toBuffer();
		const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
		jpeg.writeUInt32BE(0xff_dc_ff_dc, frame + 5);
		await expectRefusal(jpeg, "too-large", "65500 x 65500");
	});

	test("damaged files: any change of any byte gives pixels or an ImageError, nothing else", async () => {
		const images = await Promise.all(
			(["jpeg", "png", "webp", "avif"] as const).map((format) => noise()[format]().toBuffer()),
		);
		const change = fc.record({ at: fc.nat(), to: fc.nat({ max: 255 }) });
		const changes = fc.array(change, { minLength: 1, maxLength: 8 });
		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...images), changes, async (image, changes) => {
				const bytes = new Uint8Array(image);
				for (const { at, to } of changes) bytes[at % bytes.length] = to;
				const result = await decodeImage(bytes, rgb).catch((error) => error);
				if (!(result instanceof ImageError)) expect(result.length).toBe(192);
			}),
			{ seed: 7, numRuns: 200 },
		);
	});
});
