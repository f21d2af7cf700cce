import { answersUnderDeadline } from "./answers_under_deadline.ts";
import { answersWhileBusy } from "./answers_while_busy.ts";
import { askInARow } from "./ask_in_a_row.ts";
import { openModel } from "./open_model.ts";
import { askAndJudge, flushOutbox, openOutbox, outboxLeft } from "./open_outbox.ts";
import { openWarmPhone, picture } from "./open_phone.ts";
import { threadPairs } from "./thread_pairs.ts";

/** What a measurement finds in its page: the SDK, as an app has it, and what is to be measured of it. */
export const bench = {
	openWarmPhone,
	picture,
	openModel,
	answersUnderDeadline,
	answersWhileBusy,
	askInARow,
	threadPairs,
	openOutbox,
	askAndJudge,
	flushOutbox,
	outboxLeft,
};

/** {@link bench}, for the other side of the wire. */
export type Bench = typeof bench;

Object.assign(globalThis, { bench });
