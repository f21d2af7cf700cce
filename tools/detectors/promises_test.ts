import { readdirSync } from "node:fs";
import { Controller, type ControllerEvent } from "@mdinference/controller";
import { expect, test } from "vitest";
import { gatewayRunLength, starterModels } from "./promises.ts";

test("the threshold that is called the gateway's is the one at which its controller gives an alarm for the starter models", () => {
	const manifests = readdirSync(new URL("../../data/zoo/characters", import.meta.url)).filter((file) =>
		file.endsWith(".json"),
	);
	expect(manifests).toHaveLength(starterModels);
	const events: ControllerEvent[] = [];
	const controller = new Controller({
		models: manifests.map((name) => ({ task: "characters", name, accuracy: 0.95 })),
		seed: 1,
		onEvent: (event) => events.push(event),
	});
	for (let atMs = 0; atMs < 100; atMs++) {
		controller.observeLabel("characters", manifests[0]!, { correct: false, atMs });
	}
	const [alarm] = events.filter((event) => event.type === "drift");
	expect(alarm?.drift.evidence).toMatchObject({ threshold: gatewayRunLength });
});
