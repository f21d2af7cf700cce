import type { JSX } from "preact";
import { CameraView } from "./camera/camera_view.tsx";
import { DrawingPad } from "./drawing_pad.tsx";
import { CameraIcon, PenIcon, PictureIcon } from "./icons.tsx";
import { PhotoInput } from "./photo_input.tsx";
import { texts } from "./texts.ts";
import type { Input, InputKind } from "./use_input.ts";

const kinds: readonly [InputKind, () => JSX.Element][] = [
	["draw", PenIcon],
	["camera", CameraIcon],
	["photo", PictureIcon],
];

/** What to recognise: drawn, seen by the camera, or from the library. */
export function ComposeView({ input }: { input: Input }): JSX.Element {
	return (
		<section class="compose" aria-label={texts.inputs}>
			<div class="tabs">
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
			{input.kind === "draw" && <DrawingPad strokes={input.strokes} onStrokes={input.draw} />}
			{input.kind === "camera" && <CameraView input={input} />}
			{input.kind === "photo" && (
				<PhotoInput photo={input.photo} onFile={(file) => void input.readFile(file)} />
			)}
		</section>
	);
}
