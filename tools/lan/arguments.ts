import { isIPv4 } from "node:net";
import { parseArgs } from "node:util";

/** What the command line says. */
export interface Arguments {
	/** Whether only help is wanted. */
	help: boolean;
	/** Port for plain HTTP; 0 takes a free one. */
	port: number;
	/** Port for HTTPS; 0 takes a free one. */
	httpsPort: number;
	/** Addresses to certify and show; those of this machine's networks where none is given. */
	addresses: string[];
	/** Folder of the certificate. */
	folder: string;
	/** Whether page and gateway are built first. */
	build: boolean;
}

/** Thrown where the command line is wrong: says which argument, and what would be right. */
export class ArgumentError extends Error {
	/** Name of this class. */
	override readonly name: string = "ArgumentError";
	/** The argument. */
	readonly argument: string;

	/** Says what is wrong with it. */
	constructor(argument: string, message: string, options?: ErrorOptions) {
		super(message, options);
		this.argument = argument;
	}
}

/** What `--help` prints. */
export const help = `Serves the page to phones in the same network, over HTTPS with a certificate made on the spot.

  npm run start:lan -- [options]

  --https-port N   port for HTTPS; 0 takes a free one            default: 8443
  --port N         port for plain HTTP; 0 takes a free one       default: 8787
  --address A      address (IPv4) of this machine that phones    default: all that it has
                   shall use; may be given more than once
  --folder F       where key and certificate are kept            default: data/local/lan
  --no-build       serves what was built before
  --help           prints this

All other settings are the gateway's environment variables: node apps/gateway/dist/main.js --help.`;

/**
 * Reads the command line.
 *
 * @throws {ArgumentError} where something in it is wrong
 */
export function readArguments(args: readonly string[]): Arguments {
	const options = {
		help: { type: "boolean", default: false },
		port: { type: "string", default: "8787" },
		"https-port": { type: "string", default: "8443" },
		address: { type: "string", multiple: true, default: [] as string[] },
		folder: { type: "string", default: "data/local/lan" },
		build: { type: "boolean", default: true },
	} as const;
	const { values } = parse(() => parseArgs({ args: [...args], options, allowNegative: true }));
	for (const address of values.address) {
		if (!isIPv4(address)) {
			throw new ArgumentError("--address", `--address is ${address}; it must be such as 192.168.1.20.`);
		}
	}
	return {
		help: values.help,
		port: readPort("--port", values.port),
		httpsPort: readPort("--https-port", values["https-port"]),
		addresses: values.address,
		folder: values.folder,
		build: values.build,
	};
}

function parse<T>(read: () => T): T {
	try {
		return read();
	} catch (cause) {
		const { message } = cause as Error;
		throw new ArgumentError(/'(-[^' ]*)/.exec(message)?.[1] ?? "", `${message} See --help.`, { cause });
	}
}

function readPort(argument: string, text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= 65_535) return port;
	throw new ArgumentError(argument, `${argument} is ${text}; it must be a whole number from 0 to 65535.`);
}
