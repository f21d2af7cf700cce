import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { openFaces } from "./faces.ts";
import { LABELS } from "./labels.ts";
import { sampleScene } from "./scene.ts";

describe("sampleScene()", () => {
	const faces = openFaces("test");

	test("draws every class about as often", () => {
		const random = seededRandom(5);
		const counts = LABELS.map(() => 0);
		for (let i = 0; i < 3600; i++) counts[sampleScene(random, faces, 0.5).label]! += 1;
		// 100 expected of each: a fair draw leaves [50, 150] with a probability below 1e-4, and the seed is fixed.
		expect(Math.min(...counts)).toBeGreaterThan(50);
		expect(Math.max(...counts)).toBeLessThan(150);
	});

	test("leaves a picture of severity 0 alone", () => {
		const random = seededRandom(6);
		for (let i = 0; i < 200; i++) {
			const scene = sampleScene(random, faces, 0);
			expect(Math.abs(scene.pose.rotation)).toBe(0);
			expect(scene.pose.aspect).toBe(1);
			expect(scene.drawing).toMatchObject({ before: "", after: "", outline: 0 });
			expect([scene.motion, scene.cover, scene.bars.length, scene.light]).toEqual([0, 0, 0, 1]);
		}
	});

	test("keeps every quantity in its range at any severity and under any shift", () => {
		const random = seededRandom(7);
		for (const severity of [0, 0.5, 1]) {
			for (const shift of [undefined, "blur", "lowlight", "handwriting", "occlusion", "contrast"] as const) {
				for (let i = 0; i < 100; i++) {
					const scene = sampleScene(random, faces, severity, shift);
					for (const share of [scene.ink, scene.paper]) {
						expect(share).toBeGreaterThanOrEqual(-1e-9);
						expect(share).toBeLessThanOrEqual(1 + 1e-9);
					}
					expect(scene.light).toBeGreaterThan(0);
					expect(scene.quality).toBeGreaterThanOrEqual(1);
					if (shift === "handwriting") expect(scene.drawing.face.category).toBe("handwriting");
				}
			}
		}
	});
});
