import { seededRandom } from "@mdinference/stats";
import { describe, expect, test } from "vitest";
import { ReturnDetector } from "./return_detector.ts";

const old = { mean: Math.log(33), deviation: 0.1 };
const slow = Math.log(100);

describe("ReturnDetector", () => {
	test("holds its average run length while the new level holds: 200 streams of 2,000 runs, at most 80 alarms (40 expected at most; fails by chance below 1e-6)", () => {
		let alarms = 0;
		for (let stream = 0; stream < 200; stream++) {
			const random = seededRandom(stream);
			const detector = new ReturnDetector({ old });
			for (let run = 0; run < 2000; run++) {
				const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
				if (!detector.update(slow + 0.2 * normal, slow)) continue;
				alarms += 1;
				break;
			}
		}
		expect(alarms).toBeLessThanOrEqual(80);
	});

	test("one odd run brings nothing back", () => {
		const detector = new ReturnDetector({ old });
		expect(detector.update(Math.log(20), slow)).toBe(false);
		for (let run = 0; run < 10; run++) detector.update(slow, slow);
		expect(detector.reading.statistic).toBe(0);
	});

	test("goes on from a snapshot", () => {
		const detector = new ReturnDetector({ old });
		detector.update(Math.log(34), slow);
		const copy = new ReturnDetector({ old }, JSON.parse(JSON.stringify(detector.snapshot())));
		expect(copy.reading).toEqual(detector.reading);
	});
});
