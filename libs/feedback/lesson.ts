/** Something to learn that a report or a label brought. */
export type Lesson = RunLesson | VerdictLesson;

/** What every lesson says. */
export interface LessonOrigin {
	/** The request's id. */
	requestId: string;
	/** Name of the task. */
	task: string;
	/** Name of the model. */
	model: string;
	/** Where it ran. */
	place: "cloud" | "device";
	/** When it became known; a run on a device counts as known since its request's first report. In milliseconds since 1970. */
	atMs: number;
}

/** A run on a device. */
export interface RunLesson extends LessonOrigin {
	/** Tells it from a verdict. */
	kind: "run";
	/** The model's service time, in milliseconds. */
	serviceMs: number;
	/** Whether that is a lower bound. */
	censored: boolean;
	/** Whether it was the first run after loading. */
	cold: boolean;
}

/** Whether a model's answer was right. */
export interface VerdictLesson extends LessonOrigin {
	/** Tells it from a run. */
	kind: "verdict";
	/** SHA-256 of the model's file: another file is another model. Null on a device. */
	sha256: string | null;
	/** Whether the answer was right. */
	correct: boolean;
	/** Who said so. */
	source: string;
	/** Trust in the source, in (0, 1]. */
	weight: number;
}

/** That a lesson was learned: gives the row that it came from its place in the order of learning. */
export interface LearnedRecord {
	/** Its place in the order of learning. */
	seq: number;
	/** The gateway that learned it. */
	host: string;
	/** The request's id. */
	requestId: string;
	/** Where the model ran. */
	place: "cloud" | "device";
	/** Who labelled; null for a run. */
	source: string | null;
}
