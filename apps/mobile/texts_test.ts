import { CloudError } from "@mdinference/client";
import { expect, test } from "vitest";
import { cloudErrorSentence } from "./texts.ts";

test("a captive portal is explained, a busy gateway too, and a picture is not blamed for a gateway that failed", () => {
	expect(cloudErrorSentence(new CloudError("not-an-answer", ""))).toContain("sign in");
	expect(cloudErrorSentence(new CloudError("status", "The queue is full.", { status: 503 }))).toContain(
		"busy",
	);
	expect(cloudErrorSentence(new CloudError("status", "", { status: 500 }))).toContain("gateway failed");
	expect(cloudErrorSentence(new CloudError("status", "", { status: 422 }))).toContain("another picture");
});
