import { answersUnderDeadline } from "./answers_under_deadline.ts";
import { answersWhileBusy } from "./answers_while_busy.ts";
import { askInARow } from "./ask_in_a_row.ts";
import { askAndJudge, openOutbox, outboxLeft } from "./open_outbox.ts";
import { openPhone } from "./open_phone.ts";
import { threadPairs } from "./thread_pairs.ts";

/** What a measurement finds in its page: the SDK, as an app has it, and what is to be measured of it. */
export const bench = {
	openPhone,
	answersUnderDeadline,
	answersWhileBusy,
	askInARow,
	threadPairs,
	openOutbox,
	askAndJudge,
	outboxLeft,
};

/** {@link bench}, for the other side of the wire. */
export type Bench = typeof bench;

Object.assign(globalThis, { bench });
