import { answersUnderDeadline, type Load, type SeenAnswer } from "./answers_under_deadline.ts";
import { openModel } from "./open_model.ts";
import { picture, thisPhone } from "./open_phone.ts";

/** A device that never rests, and what is asked meanwhile. */
export interface BusyLoad extends Load {
	/** The model that runs all the time beside those who answer; null: the very model that answers. */
	model: string | null;
}

/** Answers while a model on this device runs picture after picture, and how many pictures it was. */
export async function answersWhileBusy(load: BusyLoad): Promise<{ answers: SeenAnswer[]; runs: number }> {
	const device = load.model === null ? thisPhone().family.fitting(load) : await openModel(load.model);
	const image = await picture(load.pictureUrl);
	let isOver = false;
	let runs = 0;
	const runAlways = async (): Promise<void> => {
		while (!isOver) {
			await device.infer(image);
			runs++;
		}
	};
	const running = runAlways();
	const answers = await answersUnderDeadline(load);
	isOver = true;
	await running;
	return { answers, runs };
}
