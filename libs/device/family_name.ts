/**
 * Names the models of a task that are together on this device. Another server may have a task of the same name, so where
 * it is not the page's own its origin belongs to the name.
 *
 * @param pageUrl what a relative URL of a model is relative to
 */
export function familyName(
	task: string,
	modelUrl: string | URL,
	pageUrl: string = globalThis.document?.baseURI ?? "http://localhost",
): string {
	const { origin } = new URL(modelUrl, pageUrl);
	return origin === new URL(pageUrl).origin ? task : `${task} of ${origin}`;
}
