import type { Judgement } from "@mdinference/client";
import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { thumbnailOf } from "../picture.ts";
import type { Asked } from "../use_race.ts";
import { entryOf } from "./history_entry.ts";
import { createHistoryStore, type HistoryStore } from "./history_store.ts";

/** The history of a page. */
export interface History {
	/** What is kept. */
	store: Pick<HistoryStore, "all" | "clear">;
	/** What was said of answers since the page was opened, by their requests. */
	judgements: ReadonlyMap<string, Judgement>;
	/** Keeps a question that has ended. */
	add: (asked: Asked, picture: Blob) => void;
	/** Keeps what somebody says of an answer. */
	judge: (requestId: string, judgement: Judgement) => void;
}

/** Keeps what was asked and answered on this device, in the order in which it happened. */
export function useHistory(task: string): History {
	const kept = useMemo(() => createHistoryStore({ task }), [task]);
	const [judgements, setJudgements] = useState<ReadonlyMap<string, Judgement>>(new Map());
	const last = useRef<Promise<unknown>>(Promise.resolve());

	const inTurn = useCallback(<T>(work: () => Promise<T>): Promise<T> => {
		const turn = last.current.then(work);
		last.current = turn.catch(() => undefined);
		return turn;
	}, []);
	const store = useMemo(
		() => ({ all: () => inTurn(kept.all), clear: () => inTurn(kept.clear) }),
		[kept, inTurn],
	);
	const add = useCallback(
		(asked: Asked, picture: Blob) => {
			void inTurn(async () => {
				const entry = entryOf(asked, await thumbnailOf(picture).catch(() => ""));
				if (entry !== null) await kept.add(entry);
			});
		},
		[kept, inTurn],
	);
	const judge = useCallback(
		(requestId: string, judgement: Judgement) => {
			setJudgements((known) => new Map([...known, [requestId, judgement]]));
			void inTurn(() => kept.judge(requestId, judgement));
		},
		[kept, inTurn],
	);
	return { store, judgements, add, judge };
}
