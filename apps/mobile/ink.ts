/** A point on the drawing pad, in units of its side: 0 is left or top, 1 right or bottom. */
export interface Point {
	/** From the left. */
	x: number;
	/** From the top. */
	y: number;
}

/** A line drawn without lifting the finger. */
export type Stroke = readonly Point[];

/** A square part of the pad, in units of its side. */
export interface Frame {
	/** Its left edge. */
	x: number;
	/** Its top edge. */
	y: number;
	/** Its side. */
	side: number;
}

/** The whole pad. */
export const wholePad: Frame = { x: 0, y: 0, side: 1 };

const inkShare = 0.6;
const leastSide = 0.25;

/**
 * The square around what was drawn, of which it takes about the share that a character takes of its picture in the
 * models' training data. So it does not matter where on the pad one draws, or how large.
 */
export function frameOf(strokes: readonly Stroke[]): Frame {
	const points = strokes.flat();
	if (points.length === 0) return wholePad;
	const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
	const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
	const side = Math.max(leastSide, Math.max(right - left, bottom - top) / inkShare);
	return { x: (left + right - side) / 2, y: (top + bottom - side) / 2, side };
}

/** What strokes are painted on: the part of a canvas' context that is used. */
export type InkContext = Pick<
	CanvasRenderingContext2D,
	| "beginPath"
	| "moveTo"
	| "lineTo"
	| "quadraticCurveTo"
	| "stroke"
	| "fillRect"
	| "fillStyle"
	| "strokeStyle"
	| "lineWidth"
	| "lineCap"
	| "lineJoin"
>;

/** Paints a part of the pad on a square canvas: dark ink on paper, the line's width a share of the canvas. */
export function paintInk(
	context: InkContext,
	sizePixels: number,
	strokes: readonly Stroke[],
	frame: Frame,
): void {
	const at = ({ x, y }: Point): [number, number] => [
		((x - frame.x) / frame.side) * sizePixels,
		((y - frame.y) / frame.side) * sizePixels,
	];
	context.fillStyle = "#fbfaf6";
	context.fillRect(0, 0, sizePixels, sizePixels);
	Object.assign(context, {
		strokeStyle: "#1c1b1a",
		lineWidth: 0.07 * sizePixels,
		lineCap: "round",
		lineJoin: "round",
	});
	for (const stroke of strokes) {
		const points = stroke.map(at);
		const [first, ...rest] = points;
		if (first === undefined) continue;
		context.beginPath();
		context.moveTo(...first);
		context.lineTo(...first);
		for (const [i, [x, y]] of rest.entries()) {
			const [fromX, fromY] = points[i]!;
			context.quadraticCurveTo(fromX, fromY, (fromX + x) / 2, (fromY + y) / 2);
		}
		context.lineTo(...points.at(-1)!);
		context.stroke();
	}
}
