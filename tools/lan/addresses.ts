import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** Interfaces that lead to containers and virtual machines on this machine, not to phones. */
const inside = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg)/;

/**
 * Addresses (IPv4) under which other devices may find this machine, those that lead to a real network first.
 *
 * @param interfaces of this machine, by name
 */
export function lanAddresses(
	interfaces: NodeJS.Dict<
		Pick<NetworkInterfaceInfo, "address" | "family" | "internal">[]
	> = networkInterfaces(),
): string[] {
	const found = Object.entries(interfaces).flatMap(([name, entries = []]) =>
		entries
			.filter(({ family, internal, address }) => family === "IPv4" && !internal && !isLinkLocal(address))
			.map(({ address }) => ({ address, rank: inside.test(name) ? 1 : 0 })),
	);
	return found.sort((a, b) => a.rank - b.rank).map(({ address }) => address);
}

/** What a machine gives itself where nobody gives it an address (RFC 3927). */
function isLinkLocal(address: string): boolean {
	return address.startsWith("169.254.");
}
