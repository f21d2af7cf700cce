/** What a package may import: the arrows of ARCHITECTURE.md, which point down only. */
export const plan: Readonly<Record<string, readonly string[]>> = {
	gateway: ["contract", "controller", "feedback", "inference", "profile"],
	mobile: ["client", "contract", "device", "offline"],
	controller: ["drift", "network", "profile", "selection"],
	feedback: ["contract"],
	inference: ["contract"],
	device: ["contract"],
	client: ["contract"],
	offline: ["client"],
	simulation: ["network", "report", "selection"],
	profile: [],
	drift: [],
	report: [],
	selection: [],
	network: [],
	contract: [],
	stats: [],
};

/** Imported from everywhere: random numbers and streaming statistics have no rank. */
export const ground: readonly string[] = ["stats"];
