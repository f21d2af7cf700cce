import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { CameraIcon } from "../icons.tsx";
import { TakenPhoto } from "../taken_photo.tsx";
import { texts } from "../texts.ts";
import type { Input } from "../use_input.ts";

/** A square viewfinder that shows just what will be sent, or why there is none. */
export function CameraView({ input, hint }: { input: Input; hint: string }): JSX.Element {
	const { camera, restartCamera, snapshot, snap, video } = input;
	const stream = camera.state === "live" ? camera.stream : null;
	useEffect(() => {
		if (video.current) video.current.srcObject = stream;
	}, [stream, video]);

	if (snapshot.url !== null) return <TakenPhoto url={snapshot.url} onClear={snapshot.clear} />;
	if (camera.state === "failed") {
		return (
			<>
				<div class="square no-camera" role="alert" id="camera-problem" data-problem={camera.problem}>
					<CameraIcon />
					<p>{texts.viewfinder.problems[camera.problem]}</p>
					<p class="quiet">{texts.viewfinder.otherwise}</p>
				</div>
				<div class="below end">
					{camera.problem !== "insecure" && camera.problem !== "unsupported" && (
						<button type="button" class="chip" onClick={restartCamera}>
							{texts.viewfinder.again}
						</button>
					)}
				</div>
			</>
		);
	}
	return (
		<>
			<div class="square viewfinder">
				<video ref={video} id="viewfinder" aria-label={texts.viewfinder.name} autoplay playsInline muted />
				{stream === null && (
					<p class="starting" role="status">
						{texts.viewfinder.starting}
					</p>
				)}
				{stream !== null && (
					<button
						type="button"
						id="shutter"
						class="shutter"
						aria-label={texts.viewfinder.take}
						onClick={() => void snap()}
					/>
				)}
			</div>
			<div class="below">
				<p class={snapshot.error ? "problem" : "quiet"} role={snapshot.error ? "alert" : undefined}>
					{snapshot.error ?? hint}
				</p>
			</div>
		</>
	);
}
