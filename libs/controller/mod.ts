/**
 * The online learning controller: which model answers, and what is learned from how it went.
 *
 * @module
 */
export * from "./controller.ts";
