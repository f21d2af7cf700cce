/**
 * What a page needs to start without a network, and to report later what happened then: the description of its task, a
 * store that outlives it, one sender among its tabs, and the moments at which it is worth trying.
 *
 * @module
 */
export * from "./background_sync.ts";
export * from "./indexed_db_store.ts";
export * from "./kept_task_fetch.ts";
export * from "./page_wakeups.ts";
export * from "./send_waiting.ts";
export * from "./tab_lock.ts";
export * from "./tab_peers.ts";
export * from "./task_store.ts";
