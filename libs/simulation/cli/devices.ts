import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseForDevice, parseDevices } from "../device_choice.ts";
import { parseSlaRange } from "../sla_range.ts";
import { readZoo } from "./experiment_options.ts";
import { runCommand } from "./run_command.ts";
import { table } from "./table.ts";
import { typedPath } from "./typed_path.ts";

const example = fileURLToPath(new URL("../../../data/devices/characters.json", import.meta.url));
const help = `The most accurate model that each device can run within an SLA, in 99 of 100 cases.

  npx nx run simulation:devices -- --devices data/devices/characters.json --zoo data/zoo/characters --sla 1,5,20,100

  --devices FILE  what each device takes for each model (data/devices/characters.json)
  --zoo FOLDER    manifests that say the accuracy where the file does not (data/zoo/characters)
  --sla MS        250, or 100,150,250, or 100..400:50 (1,5,20,100)
  --help          this

The file is {"devices": [{"name": "phone", "models": [{"name": "a", "accuracy": 0.7, "meanMs": 9.5, "stdMs": 0.4}]}]}.
`;

runCommand(() => {
	const { values } = parseArgs({
		options: {
			devices: { type: "string" },
			zoo: { type: "string" },
			sla: { type: "string", default: "1,5,20,100" },
			help: { type: "boolean", default: false },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const zoo = readZoo(values.zoo ?? fileURLToPath(new URL("../../../data/zoo/characters", import.meta.url)));
	const text = readFileSync(values.devices === undefined ? example : typedPath(values.devices), "utf8");
	const slasMs = parseSlaRange(values.sla);
	const rows = parseDevices(text, { zoo }).flatMap((device) =>
		slasMs.map((slaMs) => {
			const { model, p99Ms } = chooseForDevice(device, slaMs);
			const accuracy = model === null ? "" : (100 * model.accuracy).toFixed(1);
			return [device.name, `${slaMs}`, model?.name ?? "none", accuracy, p99Ms.toFixed(2)];
		}),
	);
	process.stdout.write(table([["device", "SLA ms", "model", "accuracy %", "p99 ms"], ...rows]));
});
