import type { JSX, TargetedEvent } from "preact";
import { CameraIcon, PictureIcon } from "./icons.tsx";
import { TakenPhoto } from "./taken_photo.tsx";
import { texts } from "./texts.ts";
import type { Photo } from "./use_photo.ts";

/** A square for a photo: chosen from those that there are, or taken by the phone's own camera app. */
export function PhotoInput(props: { photo: Photo; hint: string; onFile: (file: File) => void }): JSX.Element {
	const { photo, hint, onFile } = props;
	if (photo.url !== null) return <TakenPhoto url={photo.url} onClear={photo.clear} />;
	const read = (event: TargetedEvent<HTMLInputElement>) => {
		const file = event.currentTarget.files?.[0];
		event.currentTarget.value = "";
		if (file) onFile(file);
	};
	return (
		<>
			<div class="square photo-choice">
				<label class="choice">
					<input id="library" type="file" accept="image/*" onChange={read} />
					<PictureIcon />
					{texts.choosePhoto}
				</label>
				<label class="choice">
					<input id="camera" type="file" accept="image/*" capture="environment" onChange={read} />
					<CameraIcon />
					{texts.takePhoto}
				</label>
			</div>
			<div class="below">
				<p class={photo.error ? "problem" : "quiet"} role={photo.error ? "alert" : undefined}>
					{photo.error ?? hint}
				</p>
			</div>
		</>
	);
}
