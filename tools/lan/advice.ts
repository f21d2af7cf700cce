import { renderUnicodeCompact } from "uqr";

/** What the advice is about. */
export interface AdviceOptions {
	/** Addresses of this machine, the likeliest first; one at least. */
	addresses: readonly string[];
	/** Port for HTTPS. */
	httpsPort: number;
	/** Port for plain HTTP. */
	port: number;
	/** Whether the certificate is new to all phones. */
	isNew: boolean;
	/** SHA-256 of the authority's certificate, as phones show it. */
	fingerprint: string;
	/** Folder of the certificate. */
	folder: string;
	/** Until when the certificate holds, in milliseconds since 1970. */
	validUntilMs: number;
	/** Whether colours may be printed. */
	isColoured: boolean;
}

/** What is printed once the gateway serves: the address to scan, what the phone will ask, and what is trusted. */
export function advice(options: AdviceOptions): string {
	const { addresses, httpsPort, port, isNew, fingerprint, folder, validUntilMs, isColoured } = options;
	const [first = "localhost", ...others] = addresses.map((address) => `https://${address}:${httpsPort}`);
	const plain = `http://${addresses[0]}:${port}`;
	const day = new Date(validUntilMs).toISOString().slice(0, 10);
	return `
${qrCode(first, isColoured)}

  Scan it with a phone in the same network, or type ${first}
${others.map((address) => `  (if that does not answer: ${address})\n`).join("")}
  What the phone will ask. It does not know this computer's certificate, made ${isNew ? "just now" : "at an earlier start"}.

  To try the page, go on past the warning:
    Chrome   "Your connection is not private": Advanced, Proceed
    Safari   "This Connection Is Not Private": Show Details, visit this website
    Firefox  "Potential Security Risk": Advanced, Accept the Risk
  Camera, WebGPU and threads work then. Installing the page and starting it offline do not:
  browsers want a certificate for that which the phone trusts.

  To have it all, open ${plain}/authority.crt on the phone, then the page again:
    Android  save it; Settings, search for "CA certificate", install the file
    iPhone   allow it; Settings, Profile Downloaded, Install; then General, About,
             Certificate Trust Settings, switch it on
    Firefox on Android  also Settings, About Firefox, tap the logo five times; Secret Settings,
             Use third party CA certificates
  It is shown as (SHA-256)
    ${fingerprint.slice(0, 47)}
    ${fingerprint.slice(48)}

  What is trusted: an authority that has signed one certificate, until ${day}, for
  ${addresses.join(", ")}. Its key was thrown away, so nobody can sign another one with it.
  The key of the one certificate is in ${folder}; who has it could pose as this computer.
  Where you installed the authority, you can remove it again.

  Without any of this, ${plain} works with what is left there;
  the page says what is missing.
  Ctrl-C ends it.
`;
}

/** Light on dark whatever the terminal's colours are; some phones read nothing else. */
function qrCode(text: string, isColoured: boolean): string {
	const lines = renderUnicodeCompact(text, { border: 2 }).split("\n");
	return lines.map((line) => (isColoured ? `  \u001b[97;40m${line}\u001b[0m` : `  ${line}`)).join("\n");
}
