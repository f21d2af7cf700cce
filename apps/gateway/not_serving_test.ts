import { Problem } from "@mdinference/contract";
import { expect, test } from "vitest";
import { sampleApp } from "./testdata/sample_app.ts";

test.each(["/v1/tasks/characters/infer", "/v1/outcomes", "/v1/feedback"])(
	"while the gateway stops, %s says so",
	async (path) => {
		const stopping = sampleApp({ lifecycle: { phase: "stopping" } });
		const response = await stopping.request(path, { method: "POST", body: "{}" });
		expect(Problem.parse(await response.json()).type).toBe("/problems/shutting-down");
	},
);
