import { afterEach, expect, test, vi } from "vitest";
import { foreignHost, readSettings, urlAtGateway } from "./settings.ts";

afterEach(() => vi.unstubAllGlobals());

test("readSettings() starts with the page's own origin, and leaves task and deadline to others", () => {
	expect(readSettings("http://phone.example/")).toEqual({ gateway: "", task: null, slaMs: null });
});

test("readSettings() takes what the address chooses", () => {
	const address = "http://phone.example/?gateway=http://127.0.0.1:9000/&task=birds&sla=80";
	expect(readSettings(address)).toEqual({ gateway: "http://127.0.0.1:9000", task: "birds", slaMs: 80 });
});

test("readSettings() passes over what makes no sense", () => {
	const defaults = readSettings("http://phone.example/");
	for (const query of [
		"task=",
		"gateway=nowhere",
		"gateway=javascript:alert(1)",
		"gateway=ftp://x.example",
		"sla=0",
		"sla=-5",
		"sla=soon",
		"sla=1e9",
	]) {
		expect(readSettings(`http://phone.example/?${query}`)).toEqual(defaults);
	}
});

test("a gateway is its origin and path: who poses as another host by a user name does not", () => {
	const address = "http://phone.example/?gateway=https://phone.example@other.example/api/%3Fa=1%23b";
	expect(readSettings(address).gateway).toBe("https://other.example/api");
});

test("a browser that has no URL.canParse() reads them all the same, on every page", () => {
	vi.stubGlobal("URL", Object.assign(class extends URL {}, { canParse: undefined }));
	const gatewayIn = (query: string) => readSettings(`http://phone.example/${query}`).gateway;
	expect(["", "?gateway=nowhere", "?gateway=https://other.example"].map(gatewayIn)).toEqual([
		"",
		"",
		"https://other.example",
	]);
});

test("urlAtGateway() keeps the path that a gateway stands at", () => {
	const address = "https://phone.example/?task=birds";
	const urlAt = (gateway: string) => urlAtGateway("/v1/models/nano.onnx", gateway, address).href;
	expect(urlAt("https://other.example/api")).toBe("https://other.example/api/v1/models/nano.onnx");
	expect(urlAt("https://other.example:8787")).toBe("https://other.example:8787/v1/models/nano.onnx");
	expect(urlAt("")).toBe("https://phone.example/v1/models/nano.onnx");
});

test("foreignHost() names the server of a gateway that is not the page's own", () => {
	const address = "https://phone.example/?task=birds";
	expect(foreignHost("https://other.example/api", address)).toBe("other.example");
	expect(foreignHost("https://phone.example:8787", address)).toBe("phone.example:8787");
	expect(foreignHost("http://phone.example", address)).toBe("phone.example");
	expect(foreignHost("https://phone.example", address)).toBe(null);
	expect(foreignHost("", address)).toBe(null);
});
