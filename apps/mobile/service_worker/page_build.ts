/** A file that belongs to one build of the page. */
export interface PageFile {
	/** Where it is served; the document is `/`. */
	path: string;
	/** What it must hold, as in the `integrity` of a script: `sha256-` and base64. */
	integrity: string;
	/** Kept when it is first used, and not before: no answer without a network needs it. */
	isLater: boolean;
}

/** One build of the page: files that were made together, and are used together. */
export interface PageBuild {
	/** Another one whenever a file is another one. */
	id: string;
	/** All files. */
	files: readonly PageFile[];
}
