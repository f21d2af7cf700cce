import type { Outbox } from "@mdinference/client";
import { useEffect, useState } from "preact/hooks";

/** What must be asked for, and changes. */
export interface Facts {
	/** Reports and labels that wait, or null before that is known. */
	waiting: number | null;
	/** Those that the gateway will never take, or null before that is known. */
	refused: number | null;
	/** Bytes that this page keeps on the device, or null where the browser does not say. */
	keptBytes: number | null;
}

const intervalMs = 1_000;

/** Looks once a second, as long as somebody looks at it. All that is read while rendering is then as new. */
export function useFacts(outbox: Pick<Outbox, "waiting" | "deadLetters">): Facts {
	const [facts, setFacts] = useState<Facts>({ waiting: null, refused: null, keptBytes: null });
	useEffect(() => {
		let isOver = false;
		const look = async () => {
			const [waiting, letters, storage] = await Promise.all([
				outbox.waiting().catch(() => null),
				outbox.deadLetters().catch(() => null),
				estimate(),
			]);
			if (isOver) return;
			setFacts({ waiting, refused: letters?.length ?? null, keptBytes: storage?.usage ?? null });
		};
		void look();
		const timer = setInterval(() => void look(), intervalMs);
		return () => {
			isOver = true;
			clearInterval(timer);
		};
	}, [outbox]);
	return facts;
}

/** Pages over plain HTTP are not told. */
async function estimate(): Promise<StorageEstimate | null> {
	return (await navigator.storage?.estimate().catch(() => null)) ?? null;
}
