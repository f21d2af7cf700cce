import type { ItemStatus } from "@mdinference/contract";

/** An item as it crosses the network. */
export interface SentItem {
	/** The request's id. */
	requestId: string;
	/** Of a report: tells its versions apart in tests. */
	elapsedMs?: number;
	/** Of a label. */
	label?: string;
	/** Of a label. */
	source?: string;
}

/** A gateway that takes the same item twice as once, for tests. */
export function outboxGateway() {
	const recorded = new Map<string, string>();
	const batches: SentItem[][] = [];
	/** What it says of an item instead of taking it. */
	const says = new Map<string, ItemStatus>();
	let effects = 0;

	function take(kind: string, item: SentItem): ItemStatus {
		const instead = says.get(item.requestId);
		if (instead !== undefined) return instead;
		const key = `${kind} ${item.source ?? ""} ${item.requestId}`;
		const content = JSON.stringify(item);
		if (recorded.get(key) === content) return "duplicate";
		recorded.set(key, content);
		effects++;
		return "recorded";
	}

	return {
		recorded,
		batches,
		says,
		/** Items that changed anything. */
		effects: () => effects,
		/** Answers a batch as the real one does. */
		async answer(input: unknown, init: RequestInit | undefined): Promise<Response> {
			const body = JSON.parse(String(init?.body)) as Record<string, SentItem[]>;
			const kind = String(input).endsWith("/feedback") ? "label" : "outcome";
			const items = body.labels ?? body.outcomes ?? [];
			batches.push(items);
			const results = items.map((item, index) => ({
				index,
				requestId: item.requestId,
				status: take(kind, item),
			}));
			return Response.json({ results });
		},
	};
}
