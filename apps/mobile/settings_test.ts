import { expect, test } from "vitest";
import { readSettings } from "./settings.ts";

test("readSettings() starts with the page's own origin, characters and 250 ms", () => {
	expect(readSettings("http://phone.example/")).toEqual({ gateway: "", task: "characters", slaMs: 250 });
});

test("readSettings() takes what the address chooses", () => {
	const address = "http://phone.example/?gateway=http://127.0.0.1:9000/&task=birds&sla=80";
	expect(readSettings(address)).toEqual({ gateway: "http://127.0.0.1:9000", task: "birds", slaMs: 80 });
});

test("readSettings() passes over what makes no sense", () => {
	const defaults = readSettings("http://phone.example/");
	for (const query of ["gateway=nowhere", "sla=0", "sla=-5", "sla=soon", "sla=1e9"]) {
		expect(readSettings(`http://phone.example/?${query}`)).toEqual(defaults);
	}
});
