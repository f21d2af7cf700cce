/**
 * What is measured, in the order of the table of goals.
 *
 * @module
 */
import type { Measurement } from "../measurement.ts";
import { cachedStart } from "./cached_start.ts";
import { deadline } from "./deadline.ts";
import { firstVisit } from "./first_visit.ts";
import { heap } from "./heap.ts";
import { lighthouse } from "./lighthouse.ts";
import { longTasks } from "./long_tasks.ts";
import { outbox } from "./outbox.ts";
import { scriptSizes } from "./script_sizes.ts";
import { threads } from "./threads.ts";
import { timer } from "./timer.ts";

/** All measurements. */
export const measurements: readonly Measurement[] = [
	scriptSizes,
	firstVisit,
	cachedStart,
	deadline,
	timer,
	longTasks,
	heap,
	threads,
	outbox,
	lighthouse,
];
