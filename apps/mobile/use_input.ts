import type { RefObject } from "preact";
import { useRef, useState } from "preact/hooks";
import type { CameraState } from "./camera/camera.ts";
import { useCamera } from "./camera/use_camera.ts";
import type { Stroke } from "./ink.ts";
import { photoInWorker } from "./photo_in_worker.ts";
import { pictureOfInk, pictureOfVideo } from "./picture.ts";
import { texts } from "./texts.ts";
import { type Photo, usePhoto } from "./use_photo.ts";

/** Where a picture may come from. */
export type InputKind = "draw" | "camera" | "photo";

/** What is to be recognised. */
export interface Input {
	/** Where it comes from. */
	kind: InputKind;
	/** Chooses another source; what the others hold is kept. */
	choose: (kind: InputKind) => void;
	/** The drawing. */
	strokes: readonly Stroke[];
	/** Draws. */
	draw: (strokes: readonly Stroke[]) => void;
	/** The camera behind the viewfinder. */
	camera: CameraState;
	/** Tries again to start it. */
	restartCamera: () => void;
	/** The viewfinder. */
	video: RefObject<HTMLVideoElement | null>;
	/** What the viewfinder showed when the picture was taken. */
	snapshot: Photo;
	/** Takes what the viewfinder shows. */
	snap: () => Promise<Blob | null>;
	/** The photo from the library. */
	photo: Photo;
	/** Reads a photo from the library. */
	readFile: (file: File) => Promise<Blob | null>;
	/** Whether there is something to recognise. */
	hasPicture: boolean;
	/** The picture as it is sent, or null where there is none. A viewfinder's picture is taken now. */
	take: () => Promise<Blob | null>;
	/** Forgets the picture. */
	clear: () => void;
}

/** A drawing, a viewfinder and a photo, one of them in use. The camera is on only while its viewfinder is. */
export function useInput(): Input {
	const [kind, choose] = useState<InputKind>("draw");
	const [strokes, draw] = useState<readonly Stroke[]>([]);
	const snapshot = usePhoto(texts.noPicture);
	const photo = usePhoto(texts.unreadable);
	const video = useRef<HTMLVideoElement>(null);
	const { camera, restart: restartCamera } = useCamera(kind === "camera" && snapshot.picture === null);

	const snap = async () => {
		const { current } = video;
		return current && snapshot.read(() => pictureOfVideo(current));
	};
	const taken = {
		draw: () => pictureOfInk(strokes),
		camera: () => snapshot.picture ?? snap(),
		photo: () => photo.picture,
	};
	const present = {
		draw: strokes.length > 0,
		camera: snapshot.picture !== null || camera.state === "live",
		photo: photo.picture !== null,
	};
	const clear = () => {
		draw([]);
		snapshot.clear();
		photo.clear();
	};
	return {
		kind,
		choose,
		strokes,
		draw,
		camera,
		restartCamera,
		video,
		snapshot,
		snap,
		photo,
		readFile: (file) => photo.read(() => photoInWorker(file)),
		hasPicture: present[kind],
		take: async () => taken[kind](),
		clear,
	};
}
