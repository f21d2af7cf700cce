import type { Answer, Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Asking } from "./asking.tsx";
import { kindOfLabel, percent } from "./format.ts";
import { CloudIcon, PhoneIcon } from "./icons.tsx";
import { JudgeView } from "./judge_view.tsx";
import { RaceTimeline } from "./race_timeline.tsx";
import { cloudErrorSentence, deviceErrorSentence, reasonSentence, texts } from "./texts.ts";
import { timelineOf } from "./timeline.ts";
import type { Asked } from "./use_race.ts";

/** What became of a question: the answer, who gave it and why, the race, and the other labels. */
export function AnswerView(props: {
	asked: Asked;
	taskLabels: readonly string[];
	judgement: Judgement | null;
	onJudge: (requestId: string, judgement: Judgement) => void;
}): JSX.Element {
	const { asked, taskLabels, judgement, onJudge } = props;
	const { answer, error, pictureUrl, slaMs, mode, number } = asked;
	const late = asked.late ?? justLate(answer);
	const title = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		if (number > 0) title.current?.focus();
	}, [number]);
	const shown = answer && late ? { ...answer, cloud: late } : answer;
	return (
		<div
			class="answer"
			id="answer"
			data-by={answer?.by}
			data-reason={answer?.reason}
			data-late={answer?.late}
		>
			<h2 class="unseen" id="answer-title" ref={title} tabIndex={-1}>
				{texts.result}
			</h2>
			<div class="headline">
				<div role="status" class="says">
					{answer && <Headline answer={answer} />}
					{error && <NoAnswer error={error} />}
					{!answer && !error && <Asking key={number} slaMs={slaMs} mode={mode} />}
				</div>
				<img class="thumbnail" src={pictureUrl} alt={texts.askedAlt} width="72" height="72" />
			</div>
			{!answer && !error && (
				<div class="countdown" aria-hidden="true">
					<i key={number} style={{ animationDuration: `${slaMs}ms` }} />
				</div>
			)}
			<div class="late-place" aria-live="polite">
				{answer && late && <LateCloud answer={answer} late={late} />}
			</div>
			{answer && (
				<JudgeView
					key={number}
					labels={answer.labels}
					taskLabels={taskLabels}
					judgement={judgement}
					onJudge={(judgement) => onJudge(answer.requestId, judgement)}
				/>
			)}
			{shown && <RaceTimeline timeline={timelineOf(shown)} winner={shown.by} />}
			{answer && <TopFive answer={answer} />}
		</div>
	);
}

/** A cloud that came after the deadline, but before anybody had noticed the deadline: it is a part of the answer. */
function justLate(answer: Answer | undefined): Asked["late"] {
	if (answer?.by !== "device" || answer.cloud.state !== "answered") return undefined;
	return answer.cloud.atMs > answer.slaMs ? answer.cloud : undefined;
}

function Headline({ answer }: { answer: Answer }): JSX.Element {
	const { by, reason, model, slaMs, elapsedMs, late } = answer;
	const best = answer.labels[0]!;
	const lane = answer[by];
	const atMs = lane.state === "answered" ? lane.atMs : elapsedMs;
	return (
		<>
			<p class={best.label.length > 2 ? "label-line long" : "label-line"}>
				<strong class="label" id="label">
					{best.label}
				</strong>
				<span class="sure">
					<span class="kind">{kindOfLabel(best.label)}</span>
					<span class="probability">{percent(best.probability)}</span>
				</span>
			</p>
			<p class={`who ${by}`}>
				{by === "cloud" ? <CloudIcon /> : <PhoneIcon />}
				<span>
					<b>{texts[by]}</b> {texts.after(elapsedMs)}
					{late && <em class="late-mark">{texts.late}</em>}
				</span>
			</p>
			<p class="why">{reasonSentence(reason, slaMs, atMs)}</p>
			{answer.cloud.state === "failed" && <p class="why">{cloudErrorSentence(answer.cloud.error)}</p>}
			<p class="model">
				{model.name} {model.version}
				{model.accuracy !== null && <>, {texts.accuracy(model.accuracy)}</>}
			</p>
		</>
	);
}

function NoAnswer({ error }: { error: Error }): JSX.Element {
	const { cloudError = null, deviceError = null } = error as {
		cloudError?: Error | null;
		deviceError?: Error | null;
	};
	return (
		<>
			<p class="no-answer">{texts.noAnswer}</p>
			{cloudError && <p class="why">{cloudErrorSentence(cloudError)}</p>}
			{deviceError && <p class="why">{deviceErrorSentence(deviceError)}</p>}
			{!cloudError && !deviceError && <p class="why">{error.message}</p>}
		</>
	);
}

function LateCloud({ answer, late }: { answer: Answer; late: NonNullable<Asked["late"]> }): JSX.Element {
	if (late.state === "failed") {
		return (
			<aside class="late" id="late-cloud">
				<h3>{texts.lateFailed}</h3>
				<p>{cloudErrorSentence(late.error)}</p>
			</aside>
		);
	}
	const { labels, model } = late.reply.answer;
	const best = labels[0]!;
	const agrees = best.label === answer.labels[0]?.label;
	return (
		<aside class="late" id="late-cloud">
			<h3>{texts.lateTitle}</h3>
			<p>
				{texts.lateBody(best.label, best.probability, late.atMs, model.name)} {agrees && texts.lateAgrees}
			</p>
		</aside>
	);
}

function TopFive({ answer }: { answer: Answer }): JSX.Element {
	return (
		<section class="top-five" aria-labelledby="top-five-title">
			<h3 id="top-five-title">{texts.topFive}</h3>
			<ol>
				{answer.labels.slice(0, 5).map(({ label, probability }) => (
					<li key={label}>
						<b>{label}</b>
						<span class="bar" aria-hidden="true">
							<i class={answer.by} style={{ width: `${probability * 100}%` }} />
						</span>
						<span class="value">{percent(probability)}</span>
					</li>
				))}
			</ol>
		</section>
	);
}
