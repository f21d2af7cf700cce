import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { AnswerView } from "./answer_view.tsx";
import { DrawingPad } from "./drawing_pad.tsx";
import { CameraIcon, Mark, PenIcon } from "./icons.tsx";
import type { Stroke } from "./ink.ts";
import { PhoneStatusLine } from "./phone_status.tsx";
import { PhotoInput } from "./photo_input.tsx";
import { pictureOfInk, pictureOfPhoto } from "./picture.ts";
import { foreignHost, type Settings } from "./settings.ts";
import { SlaSlider } from "./sla_slider.tsx";
import { texts } from "./texts.ts";
import { useRace } from "./use_race.ts";
import { useSession } from "./use_session.ts";

/** The whole page: what to recognise, by when, and the answer. */
export function App({ settings }: { settings: Settings }): JSX.Element {
	const { client, phone, labels, refresh } = useSession(settings);
	const { asked, isRunning, ask, clear } = useRace(client);
	const [slaMs, setSlaMs] = useState(settings.slaMs);
	const [input, setInput] = useState<"draw" | "photo">("draw");
	const [strokes, setStrokes] = useState<readonly Stroke[]>([]);
	const [photo, setPhoto] = useState<{ picture: Blob; url: string } | null>(null);
	const [photoError, setPhotoError] = useState<string | null>(null);
	const [askError, setAskError] = useState<string | null>(null);
	const elsewhere = foreignHost(settings.gateway, location.href);

	const hasPicture = input === "draw" ? strokes.length > 0 : photo !== null;
	const clearPhoto = () => {
		if (photo !== null) URL.revokeObjectURL(photo.url);
		setPhoto(null);
		setPhotoError(null);
	};
	const readPhoto = async (file: File) => {
		clearPhoto();
		try {
			const picture = await pictureOfPhoto(file);
			setPhoto({ picture, url: URL.createObjectURL(picture) });
		} catch {
			setPhotoError(texts.unreadable);
		}
	};
	const recognise = async () => {
		setAskError(null);
		try {
			const picture = input === "draw" ? await pictureOfInk(strokes) : photo?.picture;
			if (picture === undefined) return;
			await ask(picture, slaMs);
			refresh();
		} catch {
			setAskError(texts.noPicture);
		}
	};
	const startAfresh = () => {
		clear();
		setStrokes([]);
		clearPhoto();
		setAskError(null);
	};

	return (
		<div class="page" data-view={asked === null ? "compose" : "result"}>
			<header>
				<h1>
					<Mark />
					{texts.name}
				</h1>
				<p class="tagline">{texts.tagline}</p>
			</header>
			{elsewhere !== null && (
				<p class="elsewhere" id="elsewhere">
					{texts.picturesGoTo} <b>{elsewhere}</b>
				</p>
			)}
			<main>
				<section class="compose" aria-label={texts.inputs}>
					<div class="tabs">
						<button type="button" aria-pressed={input === "draw"} onClick={() => setInput("draw")}>
							<PenIcon />
							{texts.draw}
						</button>
						<button type="button" aria-pressed={input === "photo"} onClick={() => setInput("photo")}>
							<CameraIcon />
							{texts.photo}
						</button>
					</div>
					{input === "draw" ? (
						<DrawingPad strokes={strokes} onStrokes={setStrokes} />
					) : (
						<PhotoInput
							photoUrl={photo?.url ?? null}
							error={photoError}
							onFile={(file) => void readPhoto(file)}
							onClear={clearPhoto}
						/>
					)}
				</section>
				<section class="result" aria-label={texts.result}>
					{asked === null ? (
						<Empty />
					) : (
						<AnswerView
							asked={asked}
							taskLabels={labels}
							onJudge={(requestId, judgement) => void client.judge(requestId, judgement)}
						/>
					)}
				</section>
				<section class="dock">
					<PhoneStatusLine phone={phone} onRetry={refresh} />
					<SlaSlider slaMs={slaMs} onSla={setSlaMs} />
					{askError !== null && (
						<p class="problem" id="ask-error" role="alert">
							{askError}
						</p>
					)}
					<div class="actions">
						{asked !== null && (
							<button type="button" id="new" class="secondary" onClick={startAfresh}>
								{texts.fresh}
							</button>
						)}
						<button
							type="button"
							id="ask"
							class="primary"
							disabled={!hasPicture || isRunning}
							onClick={() => void recognise()}
						>
							{asked === null ? texts.ask : texts.again}
						</button>
					</div>
				</section>
			</main>
		</div>
	);
}

function Empty(): JSX.Element {
	return (
		<div class="empty">
			<Mark />
			<h2>{texts.emptyTitle}</h2>
			<p>{texts.emptyBody}</p>
		</div>
	);
}
