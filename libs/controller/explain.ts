import type { Place } from "./events.ts";
import type { Noticed } from "./model_watch.ts";

/** What a watch noticed of a model, in a sentence. */
export function explainDrift({ name, place }: { name: string; place: Place }, noticed: Noticed): string {
	const { kind, before, after, recent, detector } = noticed;
	const model = place === "device" ? `${name} on phones` : name;
	if (kind === "accuracy") {
		const share = (error: number) => `${(100 * error).toFixed(1)} %`;
		return `${model} is wrong in ${share(after)} by its newest ${recent} labels and the trust in them, where ${share(before)} were expected.`;
	}
	const factor = after >= before ? `${(after / before).toFixed(2)} times slower` : "faster";
	return detector === "return"
		? `${model} takes ${ms(after)} again, after ${ms(before)}.`
		: `${model} takes ${ms(after)} where it took ${ms(before)}: ${factor}, in its newest ${recent} runs.`;
}

/** What changed from one version to the next, in a sentence. */
export function explainVersion(
	before: { meanMs: number; accuracy: number } | undefined,
	after: { meanMs: number; accuracy: number; labels: number },
): string {
	const accuracy = `accuracy ${percent(after.accuracy)}`;
	if (before === undefined) return `Service time ${ms(after.meanMs)}, ${accuracy}.`;
	const labels = after.labels === 0 ? "as published" : `labels of weight ${weight(after.labels)}`;
	return `Service time ${ms(before.meanMs)} -> ${ms(after.meanMs)}, ${accuracy} after ${percent(before.accuracy)} (${labels}).`;
}

function weight(labels: number): string {
	return labels < 10 ? labels.toPrecision(2) : labels.toFixed(0);
}

function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}

function percent(share: number): string {
	return `${(100 * share).toFixed(2)} %`;
}
