import { CloudError } from "@mdinference/client";
import { DeviceError } from "@mdinference/device";
import { expect, test } from "vitest";
import { cloudErrorSentence, deviceErrorSentence, reasonSentence } from "./texts.ts";

test("a captive portal is explained, a busy gateway too, and a picture is not blamed for a gateway that failed", () => {
	expect(cloudErrorSentence(new CloudError("not-an-answer", ""))).toContain("sign in");
	expect(cloudErrorSentence(new CloudError("status", "The queue is full.", { status: 503 }))).toContain(
		"busy",
	);
	expect(cloudErrorSentence(new CloudError("status", "", { status: 500 }))).toContain("gateway failed");
	expect(cloudErrorSentence(new CloudError("status", "", { status: 422 }))).toContain("another picture");
});

test("a runtime that fails may be one that did not come: the browser alone is not blamed", () => {
	const sentence = deviceErrorSentence(new DeviceError("runtime", "no available backend found"));
	expect(sentence).toContain("online");
	expect(sentence).toContain("current version");
});

test("an answer of the cloud alone does not say why the phone took no part: it may be what was chosen", () => {
	expect(reasonSentence("only-cloud", 250, 90)).toBe("Only the cloud took part.");
});
