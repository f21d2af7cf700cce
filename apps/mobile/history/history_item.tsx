import type { Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { duration, percent } from "../format.ts";
import { CheckIcon, CloudIcon, CrossIcon, PhoneIcon } from "../icons.tsx";
import { JudgeView } from "../judge_view.tsx";
import { texts } from "../texts.ts";
import { Verdict } from "../verdict.tsx";
import type { HistoryEntry } from "./history_entry.ts";

/** A question of the history, which opens to be judged. */
export function HistoryItem(props: {
	entry: HistoryEntry;
	isOpen: boolean;
	taskLabels: readonly string[];
	onOpen: () => void;
	onJudge: (judgement: Judgement) => void;
}): JSX.Element {
	const { entry, isOpen, taskLabels, onOpen, onJudge } = props;
	const { answer, judgement, pictureUrl, askedAtMs, slaMs } = entry;
	const best = answer?.labels[0];
	const place = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (isOpen) place.current?.querySelector(".judge")?.scrollIntoView({ block: "nearest" });
	}, [isOpen]);
	const isOnTime = answer !== null && !answer.late;
	return (
		<li class="entry" data-by={answer?.by} data-id={entry.id}>
			<img src={pictureUrl} alt={texts.history.pictureAlt} width="56" height="56" />
			<p class="entry-label">
				{best ? (
					<>
						<strong>{best.label}</strong> <span class="sureness">{percent(best.probability)}</span>
					</>
				) : (
					<strong class="none">{texts.noAnswer}</strong>
				)}
			</p>
			<p class={isOnTime ? "entry-time good" : "entry-time bad"}>
				{isOnTime ? <CheckIcon /> : <CrossIcon />}
				{texts.history.onTime(isOnTime, answer !== null)}
			</p>
			<p class="entry-who">
				{answer && (
					<span class={`by ${answer.by}`}>
						{answer.by === "cloud" ? <CloudIcon /> : <PhoneIcon />}
						{texts[answer.by]}
					</span>
				)}
				<span>
					{answer ? texts.history.took(duration(answer.elapsedMs), duration(slaMs)) : duration(slaMs)}
				</span>
				<time dateTime={new Date(askedAtMs).toISOString()}>{texts.history.when(askedAtMs)}</time>
			</p>
			{best && (
				<div class="entry-judge" ref={place}>
					{judgement && !isOpen && <Verdict label={best.label} judgement={judgement} />}
					{!judgement && (
						<button type="button" class="link" aria-expanded={isOpen} onClick={onOpen}>
							{texts.history.judge}
						</button>
					)}
					{isOpen && answer && (
						<JudgeView
							prefix="history-"
							labels={answer.labels}
							taskLabels={taskLabels}
							judgement={judgement}
							onJudge={onJudge}
						/>
					)}
				</div>
			)}
		</li>
	);
}
