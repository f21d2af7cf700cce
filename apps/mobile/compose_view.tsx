import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { CameraView } from "./camera/camera_view.tsx";
import { DrawingPad } from "./drawing_pad.tsx";
import { CameraIcon, PenIcon, PictureIcon } from "./icons.tsx";
import { PhotoInput } from "./photo_input.tsx";
import { type InputHints, texts } from "./texts.ts";
import type { Input, InputKind } from "./use_input.ts";

const kinds: readonly [InputKind, () => JSX.Element][] = [
	["draw", PenIcon],
	["camera", CameraIcon],
	["photo", PictureIcon],
];

/**
 * What to recognise: drawn, seen by the camera, or from the library.
 *
 * @param props.hints what a picture should show
 * @param props.round counts how often somebody began afresh; the focus follows
 */
export function ComposeView(props: { input: Input; hints: InputHints; round: number }): JSX.Element {
	const { input, hints, round } = props;
	const tabs = useRef<HTMLDivElement>(null);
	useEffect(() => {
		const pressed = tabs.current?.querySelector<HTMLButtonElement>("[aria-pressed=true]");
		if (round > 0) pressed?.focus();
	}, [round]);
	return (
		<section class="compose" aria-label={texts.inputs}>
			<div class="tabs" ref={tabs}>
				{kinds.map(([kind, Icon]) => (
					<button
						type="button"
						key={kind}
						aria-pressed={input.kind === kind}
						onClick={() => input.choose(kind)}
					>
						<Icon />
						{texts[kind]}
					</button>
				))}
			</div>
			{input.kind === "draw" && (
				<DrawingPad strokes={input.strokes} hint={hints.draw} onStrokes={input.draw} />
			)}
			{input.kind === "camera" && <CameraView input={input} hint={hints.photo} />}
			{input.kind === "photo" && (
				<PhotoInput photo={input.photo} hint={hints.photo} onFile={(file) => void input.readFile(file)} />
			)}
		</section>
	);
}
