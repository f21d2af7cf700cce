/**
 * The schemas of all that crosses HTTP or is kept in a file. zod parses at the edge; inside, the types are trusted.
 *
 * Each schema stands beside the interface that it parses to, and the compiler holds the two together: documentation
 * tools and Deno read the interface, which zod's inferred types would hide.
 *
 * @module
 */
export * from "./infer_answer.ts";
export * from "./infer_request.ts";
export * from "./label_report.ts";
export * from "./learning.ts";
export * from "./manifest.ts";
export * from "./names.ts";
export * from "./outcome_report.ts";
export * from "./problem.ts";
export * from "./task.ts";
