import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { samples } from "../characters.ts";
import { type ChosenFile, type Phone, patience, photoOf, type ShownAnswer } from "./phone.ts";
import { drawnT, file, heldPhoto } from "./picture_files.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let phone: Phone;

beforeAll(async () => {
	stage = await openStage();
	phone = await stage.phone();
	await phone.open(10_000);
}, 600_000);
afterAll(() => stage?.close());
beforeEach(async () => {
	stage.proxy.clear();
	await phone.seen();
});
afterEach(() => expect(phone.complaints).toEqual([]));

/** Asks about a file; gives the one answer, and the picture that was sent. */
async function ask(chosen: ChosenFile): Promise<ShownAnswer & { picture: Buffer; sentBytes: number }> {
	await phone.choose(chosen);
	await phone.page.locator("img.photo").waitFor({ timeout: patience });
	await phone.ask();
	const shown = await phone.answer();
	expect(await phone.seen()).toEqual([`${shown.by} ${shown.label}`]);
	const base64 = await phone.page.evaluate(async () => {
		const { src } = document.querySelector<HTMLImageElement>("#answer img")!;
		const bytes = new Uint8Array(await (await fetch(src)).arrayBuffer());
		return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
	});
	const sentBytes = Number(phone.lastRequest()!.headers["content-length"]);
	return { ...shown, picture: Buffer.from(base64, "base64"), sentBytes };
}

/** How far two pictures are apart: the mean difference of a pixel at 32 x 32, from 0 to 255. */
async function difference(one: Buffer, other: Buffer): Promise<number> {
	const [a, b] = await Promise.all(
		[one, other].map((bytes) => sharp(bytes).resize(32, 32).greyscale().raw().toBuffer()),
	);
	return a!.reduce((sum, value, i) => sum + Math.abs(value - b![i]!), 0) / a!.length;
}

describe("a photo", () => {
	test("held in any of the eight ways is sent upright and gives the same answer", async () => {
		const { bytes } = samples().find(({ label }) => label === "R")!;
		const upright = await sharp(bytes)
			.resize(160, 160)
			.extend({ left: 50, right: 30, extendWith: "copy" })
			.png()
			.toBuffer();
		const reference = await ask(file("upright.png", "image/png", upright));
		expect(reference.label).toBe("R");
		const mirrored = await difference(reference.picture, await sharp(reference.picture).flop().toBuffer());
		expect(mirrored).toBeGreaterThan(10);
		for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
			const { label, picture } = await ask(await heldPhoto(upright, orientation));
			expect([orientation, label]).toEqual([orientation, "R"]);
			expect(await difference(reference.picture, picture)).toBeLessThan(mirrored / 4);
		}
	}, 120_000);

	test("of 48 megapixels is made small on the phone: some kilobytes travel, and it is answered", async () => {
		const photo = await drawnT(8_064, 6_048, "#ddd").jpeg().toBuffer();
		const { label, sentBytes } = await ask(file("large.jpg", "image/jpeg", photo));
		expect(label).toBe("T");
		expect(sentBytes).toBeLessThan(30_000);
	}, 120_000);

	test("of one pixel is answered like any other", async () => {
		const dot = await sharp({ create: { width: 1, height: 1, channels: 3, background: "white" } })
			.png()
			.toBuffer();
		const { words } = await ask(file("dot.png", "image/png", dot));
		expect(words).toContain("characters-");
	}, 60_000);

	test("with 67 megapixels in a small PNG is answered, or refused in words; the page lives on", async () => {
		const drawn = await drawnT(512, 512, "white").png().toBuffer();
		const huge = await sharp(drawn)
			.resize(8_192, 8_192, { kernel: "nearest" })
			.greyscale()
			.png({ compressionLevel: 1 })
			.toBuffer();
		await phone.choose(file("huge.png", "image/png", huge));
		const ready = phone.page.locator("img.photo");
		await ready.or(phone.page.getByRole("alert")).waitFor({ timeout: patience });
		if ((await ready.count()) > 0) {
			await phone.ask();
			expect((await phone.answer()).label).toBe("T");
		}
		await phone.seen();
		expect((await ask(photoOf("A"))).label).toBe("A");
	}, 120_000);

	test("that is transparent is seen on white", async () => {
		const { label } = await ask(file("clear.png", "image/png", await drawnT(200, 200).png().toBuffer()));
		expect(label).toBe("T");
	}, 60_000);

	test.each(["gif", "webp"] as const)(
		"that moves is asked about as it begins: %s",
		async (format) => {
			const frames = [
				await drawnT(128, 128, "white").png().toBuffer(),
				...(await Promise.all(
					["A", "B"].map((label) => sharp(photoOf(label).buffer).resize(128, 128).png().toBuffer()),
				)),
			];
			const moving = await sharp(frames, { join: { animated: true } })
				.toFormat(format)
				.toBuffer();
			expect((await sharp(moving).metadata()).pages).toBe(3);
			expect((await ask(file(`moving.${format}`, `image/${format}`, moving))).label).toBe("T");
		},
		60_000,
	);
});

describe("a file that the browser cannot read", () => {
	const heic = Buffer.concat([
		Buffer.from([0, 0, 0, 24]),
		Buffer.from("ftypheic\0\0\0\0mif1heic"),
		Buffer.alloc(5_000, 7),
	]);
	test.each([
		["a HEIC photo", file("IMG_0001.HEIC", "image/heic", heic)],
		["an empty file", file("empty.jpg", "image/jpeg", Buffer.alloc(0))],
		["a text that is called .jpg", file("notes.jpg", "image/jpeg", Buffer.from("Buy milk."))],
	])(
		"%s: a sentence says so and what to choose; the next picture is read",
		async (_, unreadable) => {
			await phone.choose(unreadable);
			const alert = phone.page.getByRole("alert");
			await alert.waitFor({ timeout: patience });
			expect(await alert.textContent()).toBe(
				"This browser cannot read that file. Choose a JPEG, PNG or WebP picture.",
			);
			expect(await phone.page.locator("#ask").isDisabled()).toBe(true);
			expect((await ask(photoOf("A"))).label).toBe("A");
			expect(await alert.count()).toBe(0);
		},
		60_000,
	);
});
