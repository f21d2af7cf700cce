import type { Judgement } from "@mdinference/client";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { ClearHistory } from "./clear_history.tsx";
import { FiguresView } from "./figures_view.tsx";
import type { HistoryEntry } from "./history_entry.ts";
import { figuresOf } from "./history_figures.ts";
import { HistoryItem } from "./history_item.tsx";
import type { HistoryStore } from "./history_store.ts";
import "../style/history.css";

const pageSize = 30;

/** What was asked on this device, and how well it went. */
export function HistoryView(props: {
	store: Pick<HistoryStore, "all" | "clear">;
	taskLabels: readonly string[];
	onJudge: (requestId: string, judgement: Judgement) => void;
}): JSX.Element {
	const { store, taskLabels, onJudge } = props;
	const [read, setRead] = useState<Awaited<ReturnType<HistoryStore["all"]>> | null>(null);
	const [shown, setShown] = useState(pageSize);
	const [open, setOpen] = useState<string | null>(null);
	useEffect(() => {
		void store.all().then(setRead);
	}, [store]);

	if (read === null) return <p role="status">{texts.history.reading}</p>;
	const { entries, isKept } = read;
	if (entries.length === 0) return <p class="quiet">{texts.history.empty}</p>;
	const judge = (id: string, judgement: Judgement) => {
		onJudge(id, judgement);
		const judged = (entry: HistoryEntry) => (entry.id === id ? { ...entry, judgement } : entry);
		setRead({ isKept, entries: entries.map(judged) });
	};
	return (
		<>
			<FiguresView figures={figuresOf(entries)} />
			{!isKept && <p class="problem">{texts.history.notKept}</p>}
			<ol class="history">
				{entries.slice(0, shown).map((entry) => (
					<HistoryItem
						key={entry.id}
						entry={entry}
						isOpen={entry.id === open}
						taskLabels={taskLabels}
						onOpen={() => setOpen(entry.id === open ? null : entry.id)}
						onJudge={(judgement) => judge(entry.id, judgement)}
					/>
				))}
			</ol>
			<div class="history-end">
				{entries.length > shown && (
					<button type="button" class="chip" onClick={() => setShown(shown + pageSize)}>
						{texts.history.showMore(Math.min(pageSize, entries.length - shown))}
					</button>
				)}
				<ClearHistory
					count={entries.length}
					onClear={() => void store.clear().then(() => setRead({ entries: [], isKept }))}
				/>
			</div>
		</>
	);
}
