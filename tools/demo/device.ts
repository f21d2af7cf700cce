import { createRunner, type DeviceRunner } from "@mdinference/client";
import { createInferencePool, readZoo } from "@mdinference/inference";
import { deviceModel as model, task, zooFolder } from "./cast.ts";

/**
 * Loads the phone's model: onnxruntime-node in a worker thread, as `onnxruntime-web` in a web worker on a real phone.
 *
 * @throws {ZooError} when its file is missing or altered
 */
export async function openDevice(): Promise<DeviceRunner> {
	const models = (await readZoo(zooFolder)).filter(({ manifest }) => manifest.name === model);
	const { version, accuracy } = models[0]!.manifest;
	const pool = await createInferencePool(models, { workers: 1 });
	return createRunner({
		name: model,
		version,
		accuracy: accuracy.top1,
		provider: "node",
		async run(blob) {
			const image = new Uint8Array(await blob.arrayBuffer());
			const { labels, timing } = await pool.infer({ task, model, image });
			return { labels, ...timing };
		},
	});
}
