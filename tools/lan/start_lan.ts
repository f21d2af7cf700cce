import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { lanAddresses } from "./addresses.ts";
import { advice } from "./advice.ts";
import { ArgumentError, help, readArguments } from "./arguments.ts";
import { keptCertificate } from "./kept_certificate.ts";

const repository = resolve(import.meta.dirname, "../..");

/** Builds page and gateway, as `npm start` does. */
async function build(): Promise<boolean> {
	const command = ["nx", "run-many", "-t", "build", "--outputStyle=static"];
	const child = spawn("npx", command, { cwd: repository, stdio: "inherit" });
	const [code] = await once(child, "close");
	return code === 0;
}

/** Serves until it is ended; gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
	const options = readArguments(args);
	if (options.help) {
		console.log(help);
		return 0;
	}
	const addresses = options.addresses.length > 0 ? options.addresses : lanAddresses();
	if (addresses.length === 0) {
		console.error(
			"This computer has no address that a phone could reach: connect it to a network, or name one with --address.",
		);
		return 1;
	}
	if (options.build && !(await build())) return 1;
	const folder = resolve(repository, options.folder);
	const made = await keptCertificate(folder, { addresses, hostName: hostname(), nowMs: Date.now() });
	const gateway = spawn(process.execPath, [join(repository, "apps/gateway/dist/main.js")], {
		env: {
			...process.env,
			HOST: "0.0.0.0",
			PORT: String(options.port),
			MDI_HTTPS_PORT: String(options.httpsPort),
			MDI_TLS_KEY: made.paths.key,
			MDI_TLS_CERT: made.paths.certificate,
			MDI_TLS_AUTHORITY: made.paths.authority,
		},
		stdio: ["ignore", "pipe", "inherit"],
		// Otherwise a closed terminal would end it before it has answered what is in flight.
		detached: true,
	});
	for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => gateway.kill(signal));
	// The terminal was closed. Without this the gateway would go on, open to the network.
	process.on("SIGHUP", () => gateway.kill("SIGTERM"));
	process.on("exit", () => gateway.kill());
	let printed = "";
	let isAdvised = false;
	gateway.stdout.on("data", (chunk: Buffer) => {
		process.stdout.write(chunk);
		printed += chunk;
		const ready = /secure +https:\/\/localhost:(\d+).*^Ready after [^\n]*:(\d+)$/ms.exec(printed);
		if (ready === null || isAdvised) return;
		isAdvised = true;
		const ports = { httpsPort: Number(ready[1]), port: Number(ready[2]) };
		const isColoured = process.stdout.isTTY === true;
		console.log(advice({ ...made, ...ports, addresses, folder: options.folder, isColoured }));
	});
	const [code] = await once(gateway, "close");
	return code ?? 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof ArgumentError ? error.message : error);
	return 1;
});
