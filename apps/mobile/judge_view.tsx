import type { Answer, Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CheckIcon, CrossIcon } from "./icons.tsx";
import { labelChoices } from "./label_choices.ts";
import { texts } from "./texts.ts";

/** Asks whether the answer is right and, where it is not, what would be: two taps. */
export function JudgeView(props: {
	answer: Answer;
	taskLabels: readonly string[];
	onJudge: (requestId: string, judgement: Judgement) => void;
}): JSX.Element {
	const { answer, taskLabels, onJudge } = props;
	const [step, setStep] = useState<"ask" | "choose" | "done">("ask");
	const title = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		// The button that was pressed is gone; without this, so would be the keyboard's place on the page.
		if (step !== "ask") title.current?.focus();
	}, [step]);
	const best = answer.labels[0]!.label;
	const { likely, others } = labelChoices(answer.labels, taskLabels);
	const judge = (judgement: Judgement) => {
		setStep("done");
		onJudge(answer.requestId, judgement);
	};
	const choice = (label: string) => (
		<button type="button" key={label} onClick={() => judge({ label })}>
			{label}
		</button>
	);

	return (
		<section class="judge" id="judge" data-step={step} aria-labelledby="judge-title">
			<h3 id="judge-title" ref={title} tabIndex={-1}>
				{step === "choose" ? texts.judge.which : texts.judge.title(best)}
			</h3>
			<p class="thanks" aria-live="polite">
				{step === "done" && texts.judge.thanks}
			</p>
			{step === "ask" && (
				<div class="verdicts">
					<button type="button" id="right" onClick={() => judge({ label: best })}>
						<CheckIcon />
						{texts.judge.right}
					</button>
					<button type="button" id="wrong" onClick={() => setStep("choose")}>
						<CrossIcon />
						{texts.judge.wrong}
					</button>
				</div>
			)}
			{step === "choose" && (
				<>
					<div class="choices likely">{likely.map(choice)}</div>
					<div class="choices">{others.map(choice)}</div>
					<button type="button" class="plain" id="none-of-these" onClick={() => judge({ correct: false })}>
						{texts.judge.noneOfThese}
					</button>
				</>
			)}
		</section>
	);
}
