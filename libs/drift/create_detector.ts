import { Adwin, type AdwinOptions } from "./adwin.ts";
import { Cusum, type CusumOptions } from "./cusum.ts";
import { Ddm, type DdmOptions } from "./ddm.ts";
import type { Detector, DetectorName, DetectorState } from "./detector.ts";
import { EDetector, type EDetectorOptions } from "./e_detector.ts";
import { Kswin, type KswinOptions } from "./kswin.ts";
import { PageHinkley, type PageHinkleyOptions } from "./page_hinkley.ts";

/** What each detector can be told. */
export interface DetectorOptions {
	/** Errors: see {@link EDetectorOptions}. */
	"e-detector": EDetectorOptions;
	/** Logarithms of service times: see {@link CusumOptions}. */
	cusum: CusumOptions;
	/** Any numbers: see {@link AdwinOptions}. */
	adwin: AdwinOptions;
	/** Any numbers: see {@link PageHinkleyOptions}. */
	"page-hinkley": PageHinkleyOptions;
	/** Errors: see {@link DdmOptions}. */
	ddm: DdmOptions;
	/** Any numbers: see {@link KswinOptions}. */
	kswin: KswinOptions;
}

type Create<Name extends DetectorName> = (options: DetectorOptions[Name], state?: DetectorState) => Detector;

const creators: { readonly [Name in DetectorName]: Create<Name> } = {
	"e-detector": (options, state) => new EDetector(options, state),
	cusum: (options, state) => new Cusum(options, state),
	adwin: (options, state) => new Adwin(options, state),
	"page-hinkley": (options, state) => new PageHinkley(options, state),
	ddm: (options, state) => new Ddm(options, state),
	kswin: (options, state) => new Kswin(options, state),
};

/** Thrown when there is no detector of a name. */
export class UnknownDetectorError extends Error {
	/** The name that was asked for. */
	readonly detector: string;

	/** Names what was asked for and what there is. */
	constructor(detector: string) {
		super(`There is no detector ${JSON.stringify(detector)}; there are ${Object.keys(creators).join(", ")}`);
		this.name = "UnknownDetectorError";
		this.detector = detector;
	}
}

/**
 * Makes a detector by its name.
 *
 * @param name which one
 * @param options its options; only the e-detector needs one: `publishedError`
 * @param state a snapshot to go on from, of the same detector with the same options
 * @throws {UnknownDetectorError} if there is none of that name
 * @throws {DetectorOptionError} if an option is out of range
 * @throws {DetectorStateError} if the state is not a snapshot of this detector
 *
 * @example
 * ```ts
 * import { createDetector } from "@mdinference/drift";
 *
 * const detector = createDetector("cusum", { baseline: 50 });
 * for (let run = 0; run < 100; run++) detector.update(Math.log(20 + (run % 3)));
 * const later = createDetector("cusum", { baseline: 50 }, JSON.parse(JSON.stringify(detector.snapshot())));
 * if (later.samples !== 100) throw new Error("it goes on where the snapshot was taken");
 * ```
 */
export function createDetector<Name extends DetectorName>(
	name: Name,
	options: DetectorOptions[Name],
	state?: DetectorState,
): Detector {
	if (!Object.hasOwn(creators, name)) throw new UnknownDetectorError(name);
	return creators[name](options, state);
}
