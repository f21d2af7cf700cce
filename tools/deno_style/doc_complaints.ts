import { stripVTControlCharacters } from "node:util";
import { deno } from "./deno.ts";

/**
 * What `deno doc --lint` complains of, one text a complaint: exports without documentation or without a type.
 *
 * Its rule `private-type-ref` wants every type that an export names to be exported beside it. The types of zod and
 * Observable Plot are public in their own packages, so a mention of one is no complaint.
 */
export function docComplaints(modules: readonly string[], cwd: string): string[] {
	const { stdout, stderr, status } = deno(["doc", "--lint", ...modules], cwd);
	const output = stripVTControlCharacters(stdout + stderr);
	const parts = output.replace(/^Warning .*\n.*\n/gm, "").split(/^(?=error\[)/m);
	const complaints = parts.filter((part) => part.startsWith("error["));
	if (status !== 0 && complaints.length === 0) throw new Error(`deno doc --lint failed:\n${output}`);
	return complaints.filter(
		(complaint) => !/references private type '(ZodType|PlotOptions|Markish)'/.test(complaint),
	);
}
