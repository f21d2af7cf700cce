import type { AnswerReason, ClientMode, CloudError, DeviceProfile } from "@mdinference/client";
import type { DeviceError, WebgpuStatus } from "@mdinference/device";
import type { CameraProblem } from "./camera/camera.ts";
import { bytes, counted, duration, kindOfLabel, moment, percent } from "./format.ts";
import type { Share } from "./history/history_figures.ts";
import type { Feature } from "./missing_features.ts";
import type { Theme } from "./preferences.ts";
import { isUnknownTask } from "./task_choice.ts";
import type { Phase } from "./timeline.ts";

const reasons: Readonly<Record<AnswerReason, (slaMs: number, atMs: number) => string>> = {
	"cloud-in-time": (slaMs, atMs) => `The cloud answered with ${duration(slaMs - atMs)} to spare.`,
	"cloud-late": (slaMs) => `This phone had no answer by ${duration(slaMs)}; the cloud came first, but late.`,
	deadline: (slaMs) => `The cloud had not answered after ${duration(slaMs)}, so this phone did.`,
	"device-late": (slaMs) => `Nobody had an answer by ${duration(slaMs)}; this phone came first.`,
	"cloud-failed": () => "The cloud could not answer, so this phone did.",
	"device-more-accurate": () => "Both were in time, and this phone runs the more accurate model.",
	"only-cloud": () => "Only the cloud took part.",
	"only-device": () => "Only this phone took part.",
	combined: () => "Both were in time, and this is what they say together.",
};

/** Why this answer was given, in a sentence. */
export function reasonSentence(reason: AnswerReason, slaMs: number, atMs: number): string {
	return reasons[reason](slaMs, atMs);
}

/** What is said when the deadline has passed and nobody has answered yet. */
export function overdueSentence(mode: ClientMode, slaMs: number): string {
	const deadline = duration(slaMs);
	if (mode === "only-cloud")
		return `The cloud had no answer by ${deadline}. You get its answer when it comes.`;
	if (mode === "only-device")
		return `This phone had no answer by ${deadline}. You get its answer when it comes.`;
	return `Nobody had an answer by ${deadline}. You get the first that comes, from the cloud or from this phone.`;
}

/** What kept the cloud from answering, and what to do. */
export function cloudErrorSentence(error: Error): string {
	const { kind, status, problem } = error as Partial<CloudError>;
	if (kind === "network") return "The gateway cannot be reached: check your connection.";
	if (kind === "not-an-answer") {
		return "Something else answered in the gateway’s place: you may have to sign in to this network first.";
	}
	if (kind === "timeout") return "The gateway never answered: the connection may be very slow.";
	if (problem !== undefined && isUnknownTask(error))
		return `${problem.detail} Ask again, or name one in this page’s address: /?task=NAME`;
	const detail = problem === undefined ? "" : ` (${problem.detail})`;
	if (status === 503 || status === 429) return `The gateway is busy: try again in a moment.${detail}`;
	if (status !== undefined && status >= 500) return `The gateway failed: try again in a moment.${detail}`;
	return `The gateway refused: try another picture.${detail}`;
}

/** What kept this phone from answering, and what to do. */
export function deviceErrorSentence(error: Error): string {
	const { kind } = error as Partial<DeviceError>;
	if (kind === "download")
		return "The model for this phone could not be downloaded: try again when you are online.";
	if (kind === "corrupt") return "The model for this phone arrived damaged and is not used: reload the page.";
	if (kind === "image") return "This phone cannot read the picture: choose a JPEG, PNG or WebP file.";
	if (kind === "worker" || kind === "closed")
		return "The model on this phone stopped: ask again to restart it.";
	if (kind === "output") return "The model on this phone gave no usable answer: reload the page.";
	// ONNX Runtime fetches its largest file itself, and says only in words that differ by browser that it did not come.
	if (kind === "runtime") {
		return "The model does not run here: try again when you are online, or use a current version of this browser.";
	}
	return error.message;
}

/** What a picture should show, in words. */
export interface InputHints {
	/** Beside the drawing pad. */
	draw: string;
	/** Beside a photo or a viewfinder. */
	photo: string;
}

/** What a picture should show, by the task's labels: characters, until the gateway has named them. */
export function hintsOf(labels: readonly string[]): InputHints {
	return labels.every((label) => kindOfLabel(label) !== "") ? texts.hints.characters : texts.hints.others;
}

const bothTry = {
	title: "Two try, the deadline decides",
	body: "Your picture goes to the cloud, and a small model on this phone looks at it too. If the cloud answers in time, you get its answer; if not, you get this phone’s, and need not wait longer.",
};

/** All else that the page says. */
export const texts = {
	name: "MDInference",
	tagline: "An answer by the deadline",
	picturesGoTo: "Pictures go to",
	draw: "Draw",
	camera: "Camera",
	photo: "Photo",
	inputs: "What to recognise",
	pad: (hint: string) => `Drawing pad. ${hint}, with a finger or the mouse; without one, use Camera or Photo`,
	hints: {
		characters: { draw: "Draw a digit or a letter", photo: "One character, filling the square" },
		others: { draw: "Draw what to recognise", photo: "What to recognise, filling the square" },
	} satisfies Record<string, InputHints>,
	clear: "Clear",
	viewfinder: {
		name: "What the camera sees",
		starting: "Starting the camera …",
		take: "Take the picture",
		again: "Start the camera again",
		otherwise: "Drawing and Photo work without it.",
		problems: {
			insecure:
				"Browsers lend the camera only to pages that came over https://: open this page’s https:// address.",
			unsupported: "This browser lends no camera to pages: try a current version of it.",
			denied: "This page may not use the camera: allow it in the browser’s settings for this page.",
			absent: "There is no camera here: connect one.",
			busy: "The camera is in use: close the other app that has it.",
			ended: "The camera was switched off, unplugged or forbidden.",
		} satisfies Record<CameraProblem, string>,
	},
	takePhoto: "Take one now",
	choosePhoto: "Choose a picture",
	changePhoto: "Another picture",
	photoAlt: "Your picture",
	photoSent: "This much will be sent",
	unreadable: "This browser cannot read that file. Choose a JPEG, PNG or WebP picture.",
	noPicture: "This browser could not prepare your picture. Try again, or reload the page.",
	sla: "Answer within",
	mode: "Who answers",
	modes: {
		duplicate: {
			name: "Both at once",
			about: "Cloud and phone start together: the surest way to an answer in time.",
		},
		"duplicate-late": {
			name: "Both, phone late",
			about: "The phone starts when it must to be in time, so most answers cost no battery.",
		},
		"prefer-cloud": {
			name: "Cloud first",
			about: "The phone starts when the cloud has failed or missed the deadline.",
		},
		"prefer-device": {
			name: "Phone first",
			about: "The cloud is asked when the phone has failed or missed the deadline.",
		},
		"only-cloud": { name: "Cloud only", about: "The most accurate models, and no answer without a network." },
		"only-device": { name: "Phone only", about: "No picture leaves this phone." },
	} satisfies Record<ClientMode, { name: string; about: string }>,
	theme: "Appearance",
	themes: { auto: "Automatic", light: "Light", dark: "Dark" } satisfies Record<Theme, string>,
	history: {
		reading: "Reading the history …",
		empty: "Nothing was asked on this phone yet. What you ask will be listed here, and stays on this phone.",
		notKept: "This browser keeps no history: it lasts until the page is closed.",
		figures: {
			none: "–",
			onTime: "On time",
			ofQuestions: ({ part, of }: Share) => `${part} of ${counted(of, "question")}`,
			fromCloud: "From the cloud",
			ofAnswers: ({ part, of }: Share) => `${part} of ${counted(of, "answer")}`,
			expected: "Average accuracy",
			ofModels: (of: number) => `of the model${of === 1 ? "" : "s"} behind ${counted(of, "answer")}`,
			right: "Right",
			ofJudged: ({ part, of }: Share) =>
				of === 0 ? "nothing judged yet" : `${part} of ${of} that you judged`,
		},
		pictureAlt: "Picture",
		onTime: (isOnTime: boolean, isAnswered: boolean) =>
			isOnTime ? "on time" : isAnswered ? "late" : "missed",
		took: (elapsed: string, sla: string) => `${elapsed} of ${sla}`,
		when: moment,
		judge: "Right or wrong?",
		showMore: (count: number) => `Show ${count} more`,
		clear: "Clear history",
		confirm: (count: number) => `Clear ${counted(count, "question")}?`,
		confirmAbout: "Pictures, answers and your verdicts are deleted from this phone. This cannot be undone.",
		keep: "Keep",
	},
	more: "More",
	sheets: { history: "History", settings: "Settings", phone: "This phone" },
	done: "Done",
	loading: "Loading …",
	notLoaded: "This part of the page could not be loaded: try again when you are online.",
	ask: "Recognise",
	asking: "Racing …",
	again: "Ask again",
	fresh: "New",
	askedAlt: "What was sent",
	result: "Answer",
	controls: "Deadline and question",
	empty: {
		duplicate: bothTry,
		"duplicate-late": bothTry,
		"prefer-cloud": {
			title: "The cloud first",
			body: "Your picture goes to the cloud. If it cannot answer by the deadline, a small model on this phone looks at the picture.",
		},
		"prefer-device": {
			title: "This phone first",
			body: "A small model on this phone looks at your picture. If it cannot answer by the deadline, the picture goes to the cloud.",
		},
		"only-cloud": {
			title: "The cloud answers",
			body: "Your picture goes to the cloud, and no model on this phone looks at it. Without a network there is no answer.",
		},
		"only-device": {
			title: "This phone answers",
			body: "A small model on this phone looks at your picture, which does not leave it. You need no network for that.",
		},
	} satisfies Record<ClientMode, { title: string; body: string }>,
	cloud: "Cloud",
	device: "This phone",
	accuracy: (top1: number) => `right ${(top1 * 100).toFixed(1)} % of the time`,
	after: (ms: number) => `after ${duration(ms)}`,
	late: "late",
	race: "The race",
	deadline: (slaMs: number) => `deadline ${duration(slaMs)}`,
	phases: {
		upload: "upload",
		queue: "queue",
		wait: "wait",
		decode: "decode",
		inference: "inference",
		return: "return",
		open: "still waiting",
		failed: "failed",
	} satisfies Record<Phase, string>,
	failedAfter: (ms: number) => `failed after ${duration(ms)}`,
	stillRunning: "no answer yet",
	judge: {
		title: (label: string) => `Is ${label} right?`,
		right: "Right",
		wrong: "Wrong",
		which: "What would be right?",
		noneOfThese: "None of these",
		saidRight: "You said: right",
		saidWrong: (right: string | null) =>
			right === null ? "You said: wrong" : `You said: wrong, it is ${right}`,
		thanks: "Thank you. The models learn from it, offline as soon as there is a network again.",
	},
	topFive: "Top five",
	lateTitle: "The cloud answered too late",
	lateBody: (label: string, probability: number, atMs: number, model: string) =>
		`${duration(atMs)} after you asked, ${model} said ${label} (${percent(probability)}).`,
	lateAgrees: "It agrees.",
	lateFailed: "The cloud never answered",
	noAnswer: "No answer",
	notices: {
		title: "About this page",
		update: "A new version is ready.",
		useUpdate: "Use it now",
		untrusted:
			"This phone does not trust this page’s certificate, so the page cannot start without a network.",
		certificate: "Install it",
		insecure: "This address is not secure (http), so some things are missing",
		missing: {
			camera: "The live viewfinder. Under Photo, “Take one now” still opens the camera app.",
			offline: "Installing, and starting without a network.",
			keeping: "Keeping the model of this phone: it is fetched again on every visit.",
			webgpu: "The graphics processor: the model runs on the main processor.",
			threads: "Threads: the model runs on one core.",
		} satisfies Record<Feature, string>,
		checked: "The model is checked all the same: it runs only if its SHA-256 is right.",
		remedy: "On the computer that serves this page, npm run start:lan serves it over https.",
	},
	panel: {
		models: "Models on this phone",
		noModels: "There is none: the gateway has named no model for phones yet.",
		chosen: "in use",
		modelStates: {
			waiting: "comes when the phone has nothing else to do",
			loading: (received: number, total: number) =>
				`loading, ${percent(received / total)} of ${bytes(total)}`,
			ready: "ready",
			failed: "could not be loaded: it is tried again",
		},
		accuracy: "Accuracy",
		size: "Size",
		time: "Takes",
		times: ({ samples, p50Ms, p99Ms }: DeviceProfile) =>
			`half within ${duration(p50Ms)}, 99 % within ${duration(p99Ms)}, of the last ${counted(samples, "run")}`,
		unmeasured: "not measured yet",
		computes: "Computed by",
		wasm: (threads: number) => `WebAssembly, ${counted(threads, "thread")}`,
		onWebgpu: "WebGPU, the graphics processor",
		webgpu: "WebGPU",
		webgpuStates: {
			untried: "not tried yet: it is when the phone has nothing to do",
			faster: "gave the same answers faster, and is used",
			wanted: "gave the same answers, and is used as wanted",
			slower: "gave the same answers slower, and is not used",
			"wrong-answer": "gave another answer, and is not used",
			"not-finite": "gave no usable numbers, and is not used",
			lost: "was lost; WebAssembly goes on",
		} satisfies Record<Extract<WebgpuStatus, string>, string>,
		webgpuUnavailable: (why: string) => `not used. ${why}`,
		page: "This page",
		threads: "Threads",
		isolated: (cores: number) =>
			`allowed: the page is isolated from others, and there are ${counted(cores, "core")}`,
		notIsolated: "one: the page is not isolated from others (cross-origin isolation)",
		offline: "Without a network",
		worksOffline: "starts and answers",
		needsNetwork: "does not start yet: open it once more with a network",
		description: "Models named",
		described: "by the gateway, at this visit",
		keptSince: {
			unreachable: "the gateway cannot be reached",
			late: "the gateway takes long to answer",
			"other-build": "a newer version of this page is ready",
		},
		keptText: (unixMs: number, why: string) => `${moment(unixMs)}: ${why}`,
		storage: "Kept on this phone",
		missing: "Missing here",
		network: "Network",
		connection: "Connection",
		online: "there is one",
		offlineNow: "there is none",
		savesData: "data is saved, so only the smallest model is fetched",
		networkTime: "Last network time",
		measured: (ms: number, atMs: number) => `${duration(ms)}, ${moment(atMs)}`,
		notMeasured: "not measured yet: ask something",
		reports: "Reports and verdicts",
		waitingToBeSent: "Waiting to be sent",
		sent: "Sent since this page was opened",
		refused: "Refused by the gateway",
	},
	phone: {
		waiting: "Looking for a model for this phone …",
		loading: (name: string) => `Loading ${name} for this phone …`,
		ready: (name: string) => `${name} is ready on this phone`,
		none: "There is no model for this phone",
		failed: "The model for this phone is not ready.",
		retry: "Try again",
	},
} as const;
