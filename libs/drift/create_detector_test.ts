import { describe, expect, test } from "vitest";
import { createDetector, type DetectorOptions, UnknownDetectorError } from "./create_detector.ts";
import { type DetectorName, detectorNames } from "./detector.ts";

const options: DetectorOptions = {
	"e-detector": { publishedError: 0.1 },
	cusum: { baseline: 20 },
	adwin: {},
	"page-hinkley": {},
	ddm: {},
	kswin: {},
};

describe("createDetector()", () => {
	test.each(detectorNames)("makes %s by name, afresh and from its snapshot", (name) => {
		const detector = createDetector(name, options[name]);
		for (let sample = 0; sample < 40; sample++) detector.update(sample % 2);
		expect(detector.name).toBe(name);
		expect(createDetector(name, options[name], detector.snapshot()).snapshot()).toEqual(detector.snapshot());
	});

	test("names what there is where it knows none of a name, also for names that every object has", () => {
		for (const name of ["eddm", "constructor", "__proto__"]) {
			const create = () => createDetector(name as DetectorName, {});
			expect(create).toThrow(UnknownDetectorError);
			expect(create).toThrow("e-detector, cusum, adwin, page-hinkley, ddm, kswin");
		}
	});
});
