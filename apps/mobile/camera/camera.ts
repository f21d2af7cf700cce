/** Why there is no camera: what a person can do differs. */
export type CameraProblem = "insecure" | "unsupported" | "denied" | "absent" | "busy" | "ended";

/** How the camera stands. */
export type CameraState =
	| { state: "off" | "starting" }
	| { state: "live"; stream: MediaStream }
	| { state: "failed"; problem: CameraProblem };

/** What a camera is made of. */
export interface CameraOptions {
	/** Gives the stream; absent in pages that came over plain HTTP. */
	mediaDevices: Pick<MediaDevices, "getUserMedia"> | undefined;
	/** Whether the page came over HTTPS or from this machine. */
	isSecure: boolean;
	/** Hears of every change. */
	onChange: (state: CameraState) => void;
}

/** A camera that can be turned on and off. */
export interface Camera {
	/** Turns it on, unless it is. Never rejects: what went wrong is its state. */
	start(): Promise<void>;
	/** Turns it off, and its light too. */
	stop(): void;
}

/** The square that is sent has 256 pixels: more than this would only cost battery. */
const wanted: MediaStreamConstraints = {
	audio: false,
	video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } },
};

/**
 * The camera on the phone's back, where there is one, else any. A stream that comes after the camera was turned off is
 * ended at once: a permission may be given long after somebody has gone on to draw.
 */
export function createCamera({ mediaDevices, isSecure, onChange }: CameraOptions): Camera {
	let current: CameraState = { state: "off" };
	let attempt = 0;

	function change(state: CameraState): void {
		current = state;
		onChange(state);
	}

	function lose(track: MediaStreamTrack): void {
		if (current.state !== "live" || !current.stream.getTracks().includes(track)) return;
		end(current.stream);
		change({ state: "failed", problem: "ended" });
	}

	return {
		async start() {
			if (current.state === "starting" || current.state === "live") return;
			const own = ++attempt;
			if (mediaDevices === undefined) {
				return change({ state: "failed", problem: isSecure ? "unsupported" : "insecure" });
			}
			change({ state: "starting" });
			try {
				const stream = await mediaDevices.getUserMedia(wanted);
				if (own !== attempt) return end(stream);
				for (const track of stream.getTracks()) track.addEventListener("ended", () => lose(track));
				change({ state: "live", stream });
			} catch (error) {
				if (own === attempt) change({ state: "failed", problem: problemOf(error) });
			}
		},
		stop() {
			attempt++;
			if (current.state === "live") end(current.stream);
			if (current.state !== "off") change({ state: "off" });
		},
	};
}

/** What kept a browser from giving a camera, by the names of https://www.w3.org/TR/mediacapture-streams/ */
export function problemOf(error: unknown): CameraProblem {
	switch ((error as Partial<Error> | null)?.name) {
		case "NotAllowedError":
		case "SecurityError":
			return "denied";
		case "NotFoundError":
		case "OverconstrainedError":
			return "absent";
		case "NotReadableError":
		case "AbortError":
			return "busy";
		default:
			return "unsupported";
	}
}

function end(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}
