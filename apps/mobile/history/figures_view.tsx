import type { JSX } from "preact";
import { texts } from "../texts.ts";
import type { HistoryFigures } from "./history_figures.ts";

const figureTexts = texts.history.figures;

/** The history as a whole, each figure with what it counts. */
export function FiguresView({ figures }: { figures: HistoryFigures }): JSX.Element {
	const { onTime, fromCloud, expected, right } = figures;
	return (
		<dl class="figures" id="figures">
			<Figure
				id="on-time"
				name={figureTexts.onTime}
				value={onTime.value}
				about={figureTexts.ofQuestions(onTime)}
			/>
			<Figure
				id="from-cloud"
				name={figureTexts.fromCloud}
				value={fromCloud.value}
				about={figureTexts.ofAnswers(fromCloud)}
			/>
			<Figure
				id="expected"
				name={figureTexts.expected}
				value={expected.value}
				about={figureTexts.ofModels(expected.of)}
				digits={1}
			/>
			<Figure
				id="judged-right"
				name={figureTexts.right}
				value={right.value}
				about={figureTexts.ofJudged(right)}
			/>
		</dl>
	);
}

function Figure(props: {
	id: string;
	name: string;
	value: number | null;
	about: string;
	digits?: number;
}): JSX.Element {
	const { id, name, value, about, digits = 0 } = props;
	return (
		<div id={id}>
			<dt>{name}</dt>
			<dd>
				<b>{value === null ? figureTexts.none : `${(value * 100).toFixed(digits)} %`}</b>
				<span>{about}</span>
			</dd>
		</div>
	);
}
