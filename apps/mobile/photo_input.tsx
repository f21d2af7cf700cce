import type { JSX, TargetedEvent } from "preact";
import { CameraIcon, PictureIcon } from "./icons.tsx";
import { texts } from "./texts.ts";

/** A square for a photo: taken now, or chosen from those that there are. */
export function PhotoInput({
	photoUrl,
	error,
	onFile,
	onClear,
}: {
	photoUrl: string | null;
	error: string | null;
	onFile: (file: File) => void;
	onClear: () => void;
}): JSX.Element {
	if (photoUrl !== null) {
		return (
			<>
				<div class="square paper">
					<img class="photo" src={photoUrl} alt={texts.photoAlt} />
				</div>
				<div class="below">
					<p class="quiet">{texts.photoSent}</p>
					<button type="button" class="chip" onClick={onClear}>
						{texts.changePhoto}
					</button>
				</div>
			</>
		);
	}
	const read = (event: TargetedEvent<HTMLInputElement>) => {
		const file = event.currentTarget.files?.[0];
		event.currentTarget.value = "";
		if (file) onFile(file);
	};
	return (
		<>
			<div class="square photo-choice">
				<label class="choice">
					<input id="camera" type="file" accept="image/*" capture="environment" onChange={read} />
					<CameraIcon />
					{texts.takePhoto}
				</label>
				<label class="choice">
					<input id="library" type="file" accept="image/*" onChange={read} />
					<PictureIcon />
					{texts.choosePhoto}
				</label>
			</div>
			<div class="below">
				<p class={error ? "problem" : "quiet"} role={error ? "alert" : undefined}>
					{error ?? texts.photoHint}
				</p>
			</div>
		</>
	);
}
