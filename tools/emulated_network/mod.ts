/**
 * A network between a client and a server on one machine: TCP with delays, limited rates, outages and cut connections.
 *
 * @module
 */
export * from "./delay_link.ts";
export * from "./emulated_network.ts";
export * from "./link.ts";
export * from "./trace_link.ts";
