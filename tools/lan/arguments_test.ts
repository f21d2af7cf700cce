import { describe, expect, test } from "vitest";
import { ArgumentError, help, readArguments } from "./arguments.ts";

describe("readArguments()", () => {
	test("has a default for everything", () => {
		expect(readArguments([])).toEqual({
			help: false,
			port: 8787,
			httpsPort: 8443,
			addresses: [],
			folder: "data/local/lan",
			build: true,
		});
	});

	test("reads every argument that the help names", () => {
		const args = "--https-port 0 --port 9000 --address 10.0.0.4 --address 10.0.0.5 --folder keys --no-build";
		expect(readArguments(args.split(" "))).toEqual({
			help: false,
			port: 9000,
			httpsPort: 0,
			addresses: ["10.0.0.4", "10.0.0.5"],
			folder: "keys",
			build: false,
		});
		for (const [name] of args.matchAll(/--[a-z-]+/g)) expect(help).toContain(name);
	});

	test.each([
		["--port", ["--port", "eighty"], "must be a whole number from 0 to 65535"],
		["--https-port", ["--https-port", "65536"], "must be a whole number from 0 to 65535"],
		["--address", ["--address", "desk.local"], "must be such as 192.168.1.20"],
		["--prot", ["--prot", "1"], "See --help"],
	])("names %s where it is wrong, and what would be right", (argument, args, message) => {
		expect(() => readArguments(args)).toThrow(ArgumentError);
		expect(() => readArguments(args)).toThrow(message);
		expect(() => readArguments(args)).toThrow(argument);
	});
});
