import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { paintInk, type Stroke, wholePad } from "./ink.ts";
import { beginLine, lineOf, type OpenLine } from "./open_line.ts";
import { texts } from "./texts.ts";

const sizePixels = 640;

/** A square to draw on with a finger, a pen or the mouse. */
export function DrawingPad(props: {
	strokes: readonly Stroke[];
	hint: string;
	onStrokes: (strokes: readonly Stroke[]) => void;
}): JSX.Element {
	const { strokes, hint, onStrokes } = props;
	const canvas = useRef<HTMLCanvasElement>(null);
	const line = useRef<OpenLine | null>(null);

	const paint = () => {
		const context = canvas.current?.getContext("2d");
		const shown = line.current === null ? strokes : [...strokes, line.current.points];
		if (context) paintInk(context, sizePixels, shown, wholePad);
	};
	useEffect(paint, [strokes]);

	const extend = (event: PointerEvent) => {
		const own = lineOf(line.current, event);
		if (own === null) return;
		const { left, top, width, height } = canvas.current!.getBoundingClientRect();
		const moves = event.getCoalescedEvents?.() ?? [];
		for (const { clientX, clientY } of moves.length > 0 ? moves : [event]) {
			own.points.push({ x: (clientX - left) / width, y: (clientY - top) / height });
		}
		paint();
	};
	const begin = (event: PointerEvent) => {
		const begun = beginLine(line.current, event);
		if (begun === null) return;
		canvas.current?.setPointerCapture(event.pointerId);
		line.current = begun;
		extend(event);
	};
	const end = (event: PointerEvent) => {
		const own = lineOf(line.current, event);
		if (own === null) return;
		line.current = null;
		onStrokes([...strokes, own.points]);
	};
	/** The browser takes the pointer for something else: it was a palm, or a gesture of the system. */
	const drop = (event: PointerEvent) => {
		if (lineOf(line.current, event) === null) return;
		line.current = null;
		paint();
	};

	return (
		<>
			<div class="square paper">
				<canvas
					ref={canvas}
					id="pad"
					width={sizePixels}
					height={sizePixels}
					role="img"
					aria-label={texts.pad(hint)}
					onPointerDown={begin}
					onPointerMove={extend}
					onPointerUp={end}
					onPointerCancel={drop}
					onLostPointerCapture={end}
				/>
			</div>
			<div class="below">
				<p class="quiet">{hint}</p>
				<button
					type="button"
					id="clear"
					class="chip"
					disabled={strokes.length === 0}
					onClick={() => onStrokes([])}
				>
					{texts.clear}
				</button>
			</div>
		</>
	);
}
