import { expect, test } from "vitest";
import manifest from "./package.json" with { type: "json" };
import { runtimeVersion } from "./runtime_version.ts";

test("runtimeVersion is the version of onnxruntime-web that this package depends on", () => {
	expect(runtimeVersion).toBe(manifest.dependencies["onnxruntime-web"]);
});
