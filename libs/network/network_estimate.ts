/** Where an estimate of the network time came from, best first. */
export type NetworkSource = "client" | "clock" | "upload";

/** An estimate of the network time of one request. */
export interface NetworkEstimate {
	/** Tnw, both ways, in milliseconds, between the upload time and the SLA. */
	networkMs: number;
	/** What it was made from. */
	source: NetworkSource;
}

/** What is known of a request's way through the network. */
export interface NetworkEvidence {
	/** Tinput: from the headers to the last byte of the body, in milliseconds. */
	uploadMs: number;
	/** Tsla, in milliseconds: no estimate is larger. */
	slaMs: number;
	/** Network time that the client measured, in milliseconds. */
	clientMs?: number | undefined;
	/** Time from the client's send to the arrival of the last byte, corrected for its clock, in milliseconds. */
	uplinkMs?: number | undefined;
}

/**
 * The network time of a request from the best evidence there is: the client's own measurement, else twice the uplink by
 * its corrected clock, else the paper's twice the upload. What a client claims is clamped to [Tinput, Tsla].
 *
 * @see the paper, section IV-D, for 2 x Tinput
 *
 * @example
 * ```ts
 * import { estimateNetwork } from "@mdinference/network";
 *
 * const faithful = estimateNetwork({ uploadMs: 30, slaMs: 250 });
 * if (faithful.networkMs !== 60 || faithful.source !== "upload") throw new Error("2 x Tinput");
 * const claimed = estimateNetwork({ uploadMs: 30, slaMs: 250, clientMs: 1e9 });
 * if (claimed.networkMs !== 250) throw new Error("a claim is clamped");
 * ```
 */
export function estimateNetwork(evidence: NetworkEvidence): NetworkEstimate {
	const { uploadMs, slaMs, clientMs, uplinkMs } = evidence;
	const bounds = { uploadMs, slaMs };
	if (clientMs !== undefined) return { networkMs: clampNetwork(clientMs, bounds), source: "client" };
	if (uplinkMs !== undefined) return { networkMs: clampNetwork(2 * uplinkMs, bounds), source: "clock" };
	return { networkMs: clampNetwork(2 * uploadMs, bounds), source: "upload" };
}

/**
 * A network time that a client claims, bounded by what we know: not shorter than the upload that we measured, and
 * not longer than the SLA, beyond which more changes nothing.
 *
 * @param claimedMs the claim, in milliseconds
 * @param bounds Tinput and Tsla, in milliseconds; where they cross, the SLA wins
 *
 * @example
 * ```ts
 * import { clampNetwork } from "@mdinference/network";
 *
 * if (clampNetwork(3_600_000, { uploadMs: 5, slaMs: 250 }) !== 250) throw new Error("at most the SLA");
 * ```
 */
export function clampNetwork(
	claimedMs: number,
	{ uploadMs, slaMs }: Pick<NetworkEvidence, "uploadMs" | "slaMs">,
): number {
	return Math.min(slaMs, Math.max(uploadMs, claimedMs));
}
