import { resolve } from "node:path";

/**
 * A path as it was meant: under Nx it counts from the workspace's root, else from where npm or node was called, and not
 * from this package's folder, in which scripts run.
 */
export function typedPath(path: string): string {
	const { NX_WORKSPACE_ROOT, INIT_CWD } = process.env;
	return resolve(NX_WORKSPACE_ROOT ?? INIT_CWD ?? "", path);
}
