import { expect, test } from "vitest";
import { type CameraState, createCamera, problemOf } from "./camera.ts";

/** A stream with one track, which can be taken away as a browser does. */
function fakeStream(): { stream: MediaStream; isStopped: () => boolean; takeAway: () => void } {
	let stopped = false;
	const track = Object.assign(new EventTarget(), {
		stop() {
			stopped = true;
		},
	});
	return {
		stream: { getTracks: () => [track] } as unknown as MediaStream,
		isStopped: () => stopped,
		takeAway: () => track.dispatchEvent(new Event("ended")),
	};
}

/** A promise that a test settles when it wants to. */
function settledLater(): {
	promise: Promise<MediaStream>;
	resolve: (stream: MediaStream) => void;
	reject: (error: Error) => void;
} {
	let [resolve, reject]: [(stream: MediaStream) => void, (error: Error) => void] = [() => {}, () => {}];
	const promise = new Promise<MediaStream>((...both) => {
		[resolve, reject] = both;
	});
	return { promise, resolve, reject };
}

function cameraOf(getUserMedia: () => Promise<MediaStream>) {
	const states: CameraState[] = [];
	const camera = createCamera({
		mediaDevices: { getUserMedia },
		isSecure: true,
		onChange: (state) => states.push(state),
	});
	return { camera, states, names: () => states.map(({ state }) => state) };
}

test("a camera is started once, however often that is asked, and stopped with its light", async () => {
	const { stream, isStopped } = fakeStream();
	const { camera, states, names } = cameraOf(async () => stream);
	await Promise.all([camera.start(), camera.start()]);
	await camera.start();
	expect(states).toEqual([{ state: "starting" }, { state: "live", stream }]);
	camera.stop();
	camera.stop();
	expect([names(), isStopped()]).toEqual([["starting", "live", "off"], true]);
});

test("a permission that comes after the camera was turned off lights nothing", async () => {
	const { stream, isStopped } = fakeStream();
	const permission = settledLater();
	const { camera, names } = cameraOf(() => permission.promise);
	const started = camera.start();
	camera.stop();
	permission.resolve(stream);
	await started;
	expect([names(), isStopped()]).toEqual([["starting", "off"], true]);
});

test("a refusal that comes after the camera was started again does not end it", async () => {
	const first = settledLater();
	const answers = [first.promise, Promise.resolve(fakeStream().stream)];
	const { camera, names } = cameraOf(() => answers.shift()!);
	const refused = camera.start();
	camera.stop();
	await camera.start();
	first.reject(new DOMException("", "NotAllowedError"));
	await refused;
	expect(names()).toEqual(["starting", "off", "starting", "live"]);
});

test("a camera that is taken away says so, and can be started again", async () => {
	const [first, second] = [fakeStream(), fakeStream()];
	const streams = [first.stream, second.stream];
	const { camera, states } = cameraOf(async () => streams.shift()!);
	await camera.start();
	first.takeAway();
	expect(states.at(-1)).toEqual({ state: "failed", problem: "ended" });
	await camera.start();
	first.takeAway();
	expect(states.at(-1)).toEqual({ state: "live", stream: second.stream });
});

test("a page over plain HTTP is told so, an old browser too", async () => {
	for (const isSecure of [true, false]) {
		const states: CameraState[] = [];
		const onChange = (state: CameraState) => states.push(state);
		await createCamera({ mediaDevices: undefined, isSecure, onChange }).start();
		expect(states).toEqual([{ state: "failed", problem: isSecure ? "unsupported" : "insecure" }]);
	}
});

test("problemOf() knows the names that browsers use", () => {
	const names = [
		"NotAllowedError",
		"SecurityError",
		"NotFoundError",
		"OverconstrainedError",
		"NotReadableError",
		"AbortError",
		"TypeError",
	];
	expect(names.map((name) => problemOf(new DOMException("", name)))).toEqual([
		"denied",
		"denied",
		"absent",
		"absent",
		"busy",
		"busy",
		"unsupported",
	]);
	expect(problemOf(null)).toBe("unsupported");
});
