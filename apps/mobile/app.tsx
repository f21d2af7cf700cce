import type { ClientMode, Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { AnswerView } from "./answer_view.tsx";
import { ComposeView } from "./compose_view.tsx";
import { Dock } from "./dock.tsx";
import { useHistory } from "./history/use_history.ts";
import { Mark } from "./icons.tsx";
import { lazily } from "./lazily.tsx";
import type { SheetName } from "./nav_bar.tsx";
import { foreignHost, type Settings } from "./settings.ts";
import { SettingsView } from "./settings_view.tsx";
import { Sheet } from "./sheet.tsx";
import { hintsOf, texts } from "./texts.ts";
import { useInput } from "./use_input.ts";
import { usePreferences } from "./use_preferences.ts";
import { useRace } from "./use_race.ts";
import { useSession, usualSlaMs } from "./use_session.ts";

const HistoryView = lazily(async () => (await import("./history/history_view.tsx")).HistoryView);

const PhoneView = lazily(async () => (await import("./phone/phone_view.tsx")).PhoneView);

/** The whole page: what to recognise, by when, and the answer. */
export function App({ settings }: { settings: Settings }): JSX.Element {
	const session = useSession(settings);
	const { client, phone, labels, refresh } = session;
	const { asked, network, isRunning, ask, clear } = useRace(client);
	const [preferences, choose] = usePreferences();
	const [slaMs, setSlaMs] = useState(settings.slaMs ?? preferences.slaMs ?? usualSlaMs);
	const { mode = "duplicate" } = preferences;
	const history = useHistory(session.task);
	const input = useInput();
	const [round, setRound] = useState(0);
	const isTaking = useRef(false);
	const [askError, setAskError] = useState<string | null>(null);
	const [sheet, setSheet] = useState<SheetName | null>(null);
	const elsewhere = foreignHost(settings.gateway, location.href);

	const recognise = async () => {
		if (isTaking.current) return;
		isTaking.current = true;
		setAskError(null);
		const picture = await input.take().catch(() => null);
		isTaking.current = false;
		if (picture === null) return setAskError(texts.noPicture);
		const ended = await ask(picture, { slaMs, mode });
		if (ended !== null) history.add(ended, picture);
		refresh();
	};
	const judge = (requestId: string, judgement: Judgement) => {
		history.judge(requestId, judgement);
		void client.judge(requestId, judgement);
	};
	const startAfresh = () => {
		clear();
		input.clear();
		setRound((round) => round + 1);
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
			{elsewhere !== null && mode !== "only-device" && (
				<p class="elsewhere" id="elsewhere">
					{texts.picturesGoTo} <b>{elsewhere}</b>
				</p>
			)}
			<main>
				<ComposeView input={input} hints={hintsOf(labels)} round={round} />
				<section class="result" aria-label={texts.result}>
					{asked === null ? (
						<Empty mode={mode} />
					) : (
						<AnswerView
							asked={asked}
							taskLabels={labels}
							judgement={history.judgements.get(asked.answer?.requestId ?? "") ?? null}
							onJudge={judge}
						/>
					)}
				</section>
				<Dock
					phone={phone}
					onRetry={refresh}
					slaMs={slaMs}
					mode={mode}
					onSla={(slaMs) => {
						setSlaMs(slaMs);
						choose({ slaMs });
					}}
					isAsked={asked !== null}
					canAsk={input.hasPicture && !isRunning}
					error={askError}
					onAsk={() => void recognise()}
					onNew={startAfresh}
					onOpen={setSheet}
				/>
			</main>
			{sheet !== null && (
				<Sheet key={sheet} id={`${sheet}-sheet`} title={texts.sheets[sheet]} onClose={() => setSheet(null)}>
					{sheet === "history" && <HistoryView store={history.store} taskLabels={labels} onJudge={judge} />}
					{sheet === "phone" && (
						<PhoneView
							family={session.family}
							taskSource={session.taskSource}
							network={network}
							outbox={session.outbox}
						/>
					)}
					{sheet === "settings" && <SettingsView preferences={preferences} onChoose={choose} />}
				</Sheet>
			)}
		</div>
	);
}

function Empty({ mode }: { mode: ClientMode }): JSX.Element {
	const { title, body } = texts.empty[mode];
	return (
		<div class="empty">
			<Mark />
			<h2>{title}</h2>
			<p>{body}</p>
		</div>
	);
}
