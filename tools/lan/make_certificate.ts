import { generate, type SelfsignedOptions } from "selfsigned";

/** A certificate for this machine's addresses, as PEM texts. */
export interface LanCertificate {
	/** Private key of the certificate. */
	key: string;
	/** The certificate. */
	certificate: string;
	/** Certificate of the authority that signed it. */
	authority: string;
}

/** What to certify. */
export interface MakeCertificateOptions {
	/** IPv4 addresses of this machine; one at least. */
	addresses: readonly string[];
	/** Its name in the network. */
	hostName: string;
	/** From when on, in milliseconds since 1970. */
	nowMs: number;
}

const dayMs = 86_400_000;

/** How long it holds, in days. Apple's devices refuse certificates for longer than 825. */
export const validDays = 365;

/**
 * Makes a certificate and an authority for it alone. The authority's key exists while this function runs: with it gone,
 * nobody can certify anything else to a phone that trusts the authority.
 */
export async function makeCertificate(options: MakeCertificateOptions): Promise<LanCertificate> {
	const { addresses, hostName, nowMs } = options;
	const common: SelfsignedOptions = {
		keyType: "ec",
		curve: "P-256",
		algorithm: "sha256",
		// Phones' clocks may be a little behind.
		notBeforeDate: new Date(nowMs - dayMs),
		notAfterDate: new Date(nowMs + validDays * dayMs),
	};
	const authority = await generate([{ name: "commonName", value: `MDInference on ${hostName}` }], {
		...common,
		extensions: [
			{ name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
			{ name: "keyUsage", keyCertSign: true, critical: true },
		],
	});
	const [address = hostName] = addresses;
	const server = await generate([{ name: "commonName", value: address }], {
		...common,
		ca: { key: authority.private, cert: authority.cert },
		extensions: [
			{ name: "basicConstraints", cA: false, critical: true },
			{ name: "keyUsage", digitalSignature: true, critical: true },
			{ name: "extKeyUsage", serverAuth: true },
			{
				name: "subjectAltName",
				altNames: [
					...["127.0.0.1", ...addresses].map((ip) => ({ type: 7 as const, ip })),
					...["localhost", hostName].map((value) => ({ type: 2 as const, value })),
				],
			},
		],
	});
	return { key: server.private, certificate: server.cert, authority: authority.cert };
}
