/**
 * What a page needs to report later what happened offline: a store that outlives it, one sender among its tabs, and the
 * moments at which it is worth trying.
 *
 * @module
 */
export * from "./indexed_db_store.ts";
export * from "./page_wakeups.ts";
export * from "./tab_lock.ts";
