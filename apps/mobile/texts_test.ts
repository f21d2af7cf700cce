import { type ClientMode, CloudError } from "@mdinference/client";
import { DeviceError } from "@mdinference/device";
import { expect, test } from "vitest";
import { modes } from "./preferences.ts";
import { cloudErrorSentence, deviceErrorSentence, overdueSentence, reasonSentence, texts } from "./texts.ts";

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

test("who takes no part is not said to, before a question or after its deadline", () => {
	const said = (mode: ClientMode) => `${texts.empty[mode].body} ${overdueSentence(mode, 250)}`;
	for (const mode of modes) {
		expect([mode, /goes to the cloud/i.test(said(mode))]).toEqual([mode, mode !== "only-device"]);
		expect([mode, /(?<!no )model on this phone/.test(said(mode))]).toEqual([mode, mode !== "only-cloud"]);
		expect([mode, said(mode).includes("from the cloud or from this phone")]).toEqual([
			mode,
			!mode.startsWith("only-"),
		]);
	}
});
