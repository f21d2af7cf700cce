import { expect, test } from "vitest";
import { familyName } from "./family_name.ts";

test("familyName() is the task's, and another server's task of that name is another family", () => {
	const nameOf = (modelUrl: string | URL) =>
		familyName("characters", modelUrl, "https://phone.example/?task=characters");
	expect(nameOf("/v1/models/nano.onnx")).toBe("characters");
	expect(nameOf(new URL("https://phone.example/v1/models/nano.onnx"))).toBe("characters");
	expect(nameOf("https://other.example/api/v1/models/nano.onnx")).toBe("characters of https://other.example");
	expect(nameOf("https://phone.example:8787/nano.onnx")).not.toBe("characters");
});
