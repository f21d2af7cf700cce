import { expect, test } from "vitest";
import { lanAddresses } from "./addresses.ts";

const entry = (address: string, family: "IPv4" | "IPv6" = "IPv4", internal = false) => ({
	address,
	family,
	internal,
});

test("the addresses of the LAN come before those of containers; loopback and what is no IPv4 do not count", () => {
	const interfaces = {
		lo: [entry("127.0.0.1", "IPv4", true)],
		docker0: [entry("172.17.0.1")],
		eth0: [entry("169.254.7.7"), entry("fe80::1", "IPv6")],
		wlan0: [entry("192.168.1.20")],
	};
	expect(lanAddresses(interfaces)).toEqual(["192.168.1.20", "172.17.0.1"]);
});

test("a machine without a network has none", () => {
	expect(lanAddresses({ lo: [entry("127.0.0.1", "IPv4", true)] })).toEqual([]);
});
