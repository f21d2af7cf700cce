import type { Judgement } from "@mdinference/client";
import type { LabelProbability } from "@mdinference/contract";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CheckIcon, CrossIcon } from "./icons.tsx";
import { labelChoices } from "./label_choices.ts";
import { texts } from "./texts.ts";
import { Verdict } from "./verdict.tsx";

/** Asks whether an answer is right and, where it is not, what would be: two taps. */
export function JudgeView(props: {
	/** What was answered, best first. */
	labels: readonly LabelProbability[];
	/** All labels of the task. */
	taskLabels: readonly string[];
	/** What was said already, or null. */
	judgement: Judgement | null;
	onJudge: (judgement: Judgement) => void;
	/** Goes before the ids, where the page has more than one of this. */
	prefix?: string;
}): JSX.Element {
	const { labels, taskLabels, judgement, onJudge, prefix = "" } = props;
	const [isChoosing, setChoosing] = useState(false);
	const title = useRef<HTMLHeadingElement>(null);
	const step = judgement !== null ? "done" : isChoosing ? "choose" : "ask";
	const shownStep = useRef(step);
	useEffect(() => {
		// The button that was pressed is gone; without this, so would be the keyboard's place on the page.
		if (step !== shownStep.current) title.current?.focus();
		shownStep.current = step;
	}, [step]);
	const best = labels[0]!.label;
	const { likely, others } = labelChoices(labels, taskLabels);
	const width = [...likely, ...others].some((label) => label.length > 2) ? " long" : "";
	const choice = (label: string) => (
		<button type="button" key={label} onClick={() => onJudge({ label })}>
			{label}
		</button>
	);

	return (
		<section class="judge" id={`${prefix}judge`} data-step={step} aria-labelledby={`${prefix}judge-title`}>
			<h3 id={`${prefix}judge-title`} ref={title} tabIndex={-1}>
				{step === "choose" ? texts.judge.which : texts.judge.title(best)}
			</h3>
			<div class="thanks" aria-live="polite">
				{judgement !== null && (
					<>
						<Verdict label={best} judgement={judgement} />
						<p class="quiet">{texts.judge.thanks}</p>
					</>
				)}
			</div>
			{step === "ask" && (
				<div class="verdicts">
					<button type="button" id={`${prefix}right`} onClick={() => onJudge({ label: best })}>
						<CheckIcon />
						{texts.judge.right}
					</button>
					<button type="button" id={`${prefix}wrong`} onClick={() => setChoosing(true)}>
						<CrossIcon />
						{texts.judge.wrong}
					</button>
				</div>
			)}
			{step === "choose" && (
				<>
					<div class={`choices likely${width}`}>{likely.map(choice)}</div>
					<div class={`choices${width}`}>{others.map(choice)}</div>
					<button
						type="button"
						class="plain"
						id={`${prefix}none-of-these`}
						onClick={() => onJudge({ correct: false })}
					>
						{texts.judge.noneOfThese}
					</button>
				</>
			)}
		</section>
	);
}
