import { resolve } from "node:path";

/**
 * A path as whoever typed it meant it: Nx and npm change into this package's folder before a script runs, so a
 * relative path counts from the workspace's root under Nx, and else from where npm or node was called.
 */
export function typedPath(path: string): string {
	return resolve(process.env.NX_WORKSPACE_ROOT ?? process.env.INIT_CWD ?? ".", path);
}
