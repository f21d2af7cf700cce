import type { Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { CheckIcon, CrossIcon } from "./icons.tsx";
import { texts } from "./texts.ts";

/** What somebody said of an answer: by a sign and a word, and a colour for those who see it. */
export function Verdict({ label, judgement }: { label: string; judgement: Judgement }): JSX.Element {
	const isRight = "label" in judgement ? judgement.label === label : judgement.correct;
	const right = "label" in judgement ? judgement.label : null;
	return (
		<p class={isRight ? "verdict good" : "verdict bad"}>
			{isRight ? <CheckIcon /> : <CrossIcon />}
			{isRight ? texts.judge.saidRight : texts.judge.saidWrong(right)}
		</p>
	);
}
