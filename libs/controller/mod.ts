/**
 * The online learning controller: which model answers, and what is learned from how it went.
 *
 * @module
 */

export { type Candidate, minSamples } from "@mdinference/selection";
export * from "./controller.ts";
