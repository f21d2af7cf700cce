import { type ClientMode, CloudError } from "@mdinference/client";
import { DeviceError } from "@mdinference/device";
import { expect, test } from "vitest";
import { modes } from "./preferences.ts";
import {
	cloudErrorSentence,
	deviceErrorSentence,
	hintsOf,
	overdueSentence,
	reasonSentence,
	texts,
} from "./texts.ts";

test("a captive portal is explained, a busy gateway too, and a picture is not blamed for a gateway that failed", () => {
	expect(cloudErrorSentence(new CloudError("not-an-answer", ""))).toContain("sign in");
	expect(cloudErrorSentence(new CloudError("status", "The queue is full.", { status: 503 }))).toContain(
		"busy",
	);
	expect(cloudErrorSentence(new CloudError("status", "", { status: 500 }))).toContain("gateway failed");
	expect(cloudErrorSentence(new CloudError("status", "", { status: 422 }))).toContain("another picture");
});

test("a task that the gateway does not serve is no fault of the picture: it is said which there are, and where to name one", () => {
	const detail = 'There is no task "birds". This gateway serves: letters, plants.';
	const problem = { type: "/problems/unknown-task", title: "", status: 404, detail };
	const sentence = cloudErrorSentence(new CloudError("status", detail, { status: 404, problem }));
	expect(sentence).toContain("This gateway serves: letters, plants.");
	expect(sentence).toContain("?task=");
	expect(sentence).not.toContain("picture");
});

test("only where the labels are characters, a picture is said to be one of a character", () => {
	expect(hintsOf(["0", "A", "é"]).draw).toContain("digit or a letter");
	expect(Object.values(hintsOf(["oak", "I"])).join()).not.toMatch(/digit|letter|character/);
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
