import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder with the recorded LTE traces, which do not belong to the repository: that of `MDI_TRACES`, else the first
 * `shared/traces` in or above the repository.
 *
 * @returns its path, or null where there is none
 */
export function findTraces(): string | null {
	if (process.env.MDI_TRACES !== undefined) return process.env.MDI_TRACES;
	let folder = fileURLToPath(new URL(".", import.meta.url));
	while (dirname(folder) !== folder) {
		folder = dirname(folder);
		if (existsSync(join(folder, "shared", "traces"))) return join(folder, "shared", "traces");
	}
	return null;
}
