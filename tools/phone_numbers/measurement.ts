import type { Row } from "./row.ts";
import type { Stage } from "./stage.ts";

/** Something that can be measured. */
export interface Measurement {
	/** What `--only` calls it. */
	readonly name: string;
	/** What it measures, and how, in a sentence or two. */
	readonly about: string;
	/** Measures. */
	measure(stage: Stage): Promise<Row[]>;
}
