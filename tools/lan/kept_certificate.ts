import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type LanCertificate, type MakeCertificateOptions, makeCertificate } from "./make_certificate.ts";

/** A certificate in files. */
export interface KeptCertificate {
	/** Paths of the PEM files. */
	paths: Readonly<Record<keyof LanCertificate, string>>;
	/** Whether it was made now, so that phones do not know it yet. */
	isNew: boolean;
	/** SHA-256 of the authority's certificate, as phones show it. */
	fingerprint: string;
	/** Until when it holds, in milliseconds since 1970. */
	validUntilMs: number;
}

/** Less than this before its end, a certificate is made anew, in milliseconds. */
const renewMs = 7 * 86_400_000;

/**
 * The certificate in a folder, if it still holds for a week and for all addresses of this machine; else a new one, kept
 * there. Only this user may read the key.
 */
export async function keptCertificate(
	folder: string,
	options: MakeCertificateOptions,
): Promise<KeptCertificate> {
	const paths = {
		key: join(folder, "key.pem"),
		certificate: join(folder, "certificate.pem"),
		authority: join(folder, "authority.pem"),
	};
	const kept = await read(paths);
	const isNew = kept === null || !holds(kept, options);
	const certificate = isNew ? await makeCertificate(options) : kept;
	if (isNew) {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		await writeFile(paths.key, certificate.key, { mode: 0o600 });
		// The mode above is for a file that was not there.
		await chmod(paths.key, 0o600);
		await writeFile(paths.certificate, certificate.certificate);
		await writeFile(paths.authority, certificate.authority);
	}
	return {
		paths,
		isNew,
		fingerprint: new X509Certificate(certificate.authority).fingerprint256,
		validUntilMs: Date.parse(new X509Certificate(certificate.certificate).validTo),
	};
}

async function read(paths: KeptCertificate["paths"]): Promise<LanCertificate | null> {
	try {
		const [key, certificate, authority] = await Promise.all(
			[paths.key, paths.certificate, paths.authority].map((path) => readFile(path, "utf8")),
		);
		return { key: key!, certificate: certificate!, authority: authority! };
	} catch {
		return null;
	}
}

function holds(
	{ key, certificate, authority }: LanCertificate,
	{ addresses, nowMs }: MakeCertificateOptions,
): boolean {
	try {
		const own = new X509Certificate(certificate);
		return (
			own.verify(new X509Certificate(authority).publicKey) &&
			own.checkPrivateKey(createPrivateKey(key)) &&
			Date.parse(own.validTo) - nowMs > renewMs &&
			addresses.every((address) => own.checkIP(address) !== undefined)
		);
	} catch {
		// Not what was written there.
		return false;
	}
}
