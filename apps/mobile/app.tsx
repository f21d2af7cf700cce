import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { AnswerView } from "./answer_view.tsx";
import { ComposeView } from "./compose_view.tsx";
import { Mark } from "./icons.tsx";
import { PhoneStatusLine } from "./phone_status.tsx";
import { foreignHost, type Settings } from "./settings.ts";
import { SlaSlider } from "./sla_slider.tsx";
import { texts } from "./texts.ts";
import { useInput } from "./use_input.ts";
import { useRace } from "./use_race.ts";
import { useSession } from "./use_session.ts";

/** The whole page: what to recognise, by when, and the answer. */
export function App({ settings }: { settings: Settings }): JSX.Element {
	const { client, phone, labels, refresh } = useSession(settings);
	const { asked, isRunning, ask, clear } = useRace(client);
	const [slaMs, setSlaMs] = useState(settings.slaMs);
	const input = useInput();
	const [askError, setAskError] = useState<string | null>(null);
	const elsewhere = foreignHost(settings.gateway, location.href);

	const recognise = async () => {
		setAskError(null);
		try {
			const picture = await input.take();
			if (picture === null) return;
			await ask(picture, slaMs);
			refresh();
		} catch {
			setAskError(texts.noPicture);
		}
	};
	const startAfresh = () => {
		clear();
		input.clear();
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
				<ComposeView input={input} />
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
							disabled={!input.hasPicture || isRunning}
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
