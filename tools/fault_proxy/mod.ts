/**
 * An HTTP proxy between a page and a gateway that passes everything through, and on demand does to a request what
 * networks and servers do to requests: a captive portal's page, an error, half an answer, silence, an answer at an exact
 * time; or is as slow as a bad mobile network, for all requests together.
 *
 * Where `@mdinference/emulated-network` carries bytes and knows nothing of HTTP, this one knows requests: a fault strikes
 * the inference and leaves the page, its model and its reports alone. The two can be put in a row.
 *
 * @module
 */
export * from "./fault.ts";
export * from "./fault_proxy.ts";
export * from "./slow_network.ts";
