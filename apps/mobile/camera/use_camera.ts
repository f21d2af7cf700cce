import { useEffect, useRef, useState } from "preact/hooks";
import { type Camera, type CameraState, createCamera } from "./camera.ts";

/** The camera of a page. */
export interface UsedCamera {
	/** How it stands. */
	camera: CameraState;
	/** Tries again what had failed. */
	restart: () => void;
}

/**
 * Keeps the camera on while it is wanted and the page can be seen. A page in the background does not film.
 *
 * @param isWanted whether the viewfinder is on the screen
 */
export function useCamera(isWanted: boolean): UsedCamera {
	const [state, setState] = useState<CameraState>({ state: "off" });
	const camera = useRef<Camera | null>(null);
	camera.current ??= createCamera({
		mediaDevices: navigator.mediaDevices,
		isSecure: isSecureContext,
		onChange: setState,
	});

	useEffect(() => {
		if (!isWanted) return;
		const follow = () => {
			if (document.visibilityState === "visible") void camera.current?.start();
			else camera.current?.stop();
		};
		follow();
		document.addEventListener("visibilitychange", follow);
		return () => {
			document.removeEventListener("visibilitychange", follow);
			camera.current?.stop();
		};
	}, [isWanted]);

	return { camera: state, restart: () => void camera.current?.start() };
}
