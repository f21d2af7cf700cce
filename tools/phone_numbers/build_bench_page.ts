import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { largePhoto, smallPhoto } from "./pictures.ts";

/** Models that the bench page may open beside those that the gateway gives to phones. */
export const benchModels: readonly string[] = [
	"characters-medium",
	"characters-residual",
	"characters-residual-48",
];

/** Where the bench page finds its pictures: a sample, and one as a camera takes it. */
export const pictureUrls = { small: "/pictures/small.jpg", large: "/pictures/large.jpg" } as const;

const zoo = fileURLToPath(new URL("../../data/zoo/characters", import.meta.url));

/**
 * Builds the bench page as an app would be built, with the models and pictures that it asks for.
 *
 * @returns the folder, to be served by a gateway in the place of the app's page
 */
export async function buildBenchPage(folder: string): Promise<string> {
	await build({
		root: join(import.meta.dirname, "page"),
		configFile: false,
		logLevel: "error",
		worker: { format: "es" },
		build: { outDir: folder, emptyOutDir: true, target: "es2023", assetsInlineLimit: 0 },
	});
	await mkdir(join(folder, "models"));
	await mkdir(join(folder, "pictures"));
	const files = benchModels.flatMap((name) => [`${name}.json`, `${name}.onnx`]);
	await Promise.all(files.map((name) => copyFile(join(zoo, name), join(folder, "models", name))));
	await writeFile(join(folder, pictureUrls.small), smallPhoto());
	await writeFile(join(folder, pictureUrls.large), await largePhoto());
	return folder;
}
