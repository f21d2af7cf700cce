import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { type Point, paintInk, type Stroke, wholePad } from "./ink.ts";
import { texts } from "./texts.ts";

const sizePixels = 640;

/** A square to draw on with a finger, a pen or the mouse. */
export function DrawingPad({
	strokes,
	onStrokes,
}: {
	strokes: readonly Stroke[];
	onStrokes: (strokes: readonly Stroke[]) => void;
}): JSX.Element {
	const canvas = useRef<HTMLCanvasElement>(null);
	const line = useRef<Point[] | null>(null);

	const paint = () => {
		const context = canvas.current?.getContext("2d");
		if (context) paintInk(context, sizePixels, line.current ? [...strokes, line.current] : strokes, wholePad);
	};
	useEffect(paint, [strokes]);

	const extend = (event: PointerEvent) => {
		if (line.current === null) return;
		const { left, top, width, height } = canvas.current!.getBoundingClientRect();
		const moves = event.getCoalescedEvents?.() ?? [];
		for (const { clientX, clientY } of moves.length > 0 ? moves : [event]) {
			line.current.push({ x: (clientX - left) / width, y: (clientY - top) / height });
		}
		paint();
	};
	const begin = (event: PointerEvent) => {
		if (!event.isPrimary || event.button !== 0) return;
		canvas.current?.setPointerCapture(event.pointerId);
		line.current = [];
		extend(event);
	};
	const end = (event: PointerEvent) => {
		if (line.current === null || !event.isPrimary) return;
		const stroke = line.current;
		line.current = null;
		onStrokes([...strokes, stroke]);
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
					aria-label={texts.pad}
					onPointerDown={begin}
					onPointerMove={extend}
					onPointerUp={end}
					onPointerCancel={end}
				/>
			</div>
			<div class="below">
				<p class="quiet">{texts.padHint}</p>
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
