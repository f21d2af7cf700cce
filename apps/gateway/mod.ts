/**
 * The gateway for programs that run one of their own: tools and tests.
 *
 * @module
 */
export { ConfigError, readConfig } from "./config.ts";
export type { Config } from "./settings.ts";
export { type Gateway, type StartOptions, startGateway } from "./start_gateway.ts";
