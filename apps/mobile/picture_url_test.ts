import { expect, test, vi } from "vitest";
import { PictureUrl } from "./picture_url.ts";

test("of all pictures only the one on the screen is kept, and none after release()", () => {
	const kept = new Set<string>();
	let count = 0;
	vi.spyOn(URL, "createObjectURL").mockImplementation(() => {
		const url = `blob:${++count}`;
		kept.add(url);
		return url;
	});
	vi.spyOn(URL, "revokeObjectURL").mockImplementation((url) => {
		if (!kept.delete(url)) throw new Error(`${url} is taken back twice.`);
	});
	const pictureUrl = new PictureUrl();
	for (let i = 0; i < 3; i++) {
		const url = pictureUrl.show(new Blob(["picture"]));
		expect([...kept]).toEqual([url]);
	}
	pictureUrl.release();
	pictureUrl.release();
	expect([...kept]).toEqual([]);
	vi.restoreAllMocks();
});
