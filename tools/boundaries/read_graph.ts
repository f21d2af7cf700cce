import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Package } from "./check_graph.ts";

interface NxGraph {
	graph: {
		nodes: Record<string, { data: { tags?: string[] } }>;
		dependencies: Record<string, { target: string }[]>;
	};
}

/**
 * Reads Nx's project graph, which Nx makes from the imports in the sources and from each package.json.
 *
 * @param workspace folder with the nx.json
 */
export function readGraph(workspace: string): Package[] {
	const folder = mkdtempSync(join(tmpdir(), "nx-graph-"));
	try {
		const file = join(folder, "graph.json");
		const nx = join(workspace, "node_modules", ".bin", "nx");
		const { NX_WORKSPACE_ROOT: _, ...env } = process.env;
		execFileSync(process.execPath, [nx, "graph", `--file=${file}`], {
			cwd: workspace,
			env: { ...env, NX_DAEMON: "false", NX_CACHE_PROJECT_GRAPH: "false" },
			stdio: "pipe",
		});
		const { graph } = JSON.parse(readFileSync(file, "utf8")) as NxGraph;
		return Object.entries(graph.nodes).map(([name, { data }]) => ({
			name,
			tags: (data.tags ?? []).filter((tag) => !tag.startsWith("npm:")),
			imports: [...new Set(graph.dependencies[name]?.map(({ target }) => target))].filter(
				(target) => target in graph.nodes,
			),
		}));
	} finally {
		rmSync(folder, { recursive: true });
	}
}
