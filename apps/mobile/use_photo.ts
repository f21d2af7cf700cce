import { useRef, useState } from "preact/hooks";
import { PictureUrl } from "./picture_url.ts";

/** A photo that was taken or chosen. */
export interface Photo {
	/** As it will be sent, or null where there is none yet. */
	picture: Blob | null;
	/** Where the page finds it, or null. */
	url: string | null;
	/** Why the last one could not be read, in a sentence, or null. */
	error: string | null;
	/** Takes a photo in place of the one before; gives it, or null where it cannot be read. */
	read: (make: () => Promise<Blob>) => Promise<Blob | null>;
	/** Forgets it. */
	clear: () => void;
}

/**
 * Keeps one photo and its address.
 *
 * @param unreadable what is said of one that cannot be read
 */
export function usePhoto(unreadable: string): Photo {
	const [shown, setShown] = useState<Pick<Photo, "picture" | "url" | "error">>(nothing);
	const [pictureUrl] = useState(() => new PictureUrl());
	const count = useRef(0);

	const clear = () => {
		count.current++;
		pictureUrl.release();
		setShown(nothing);
	};
	const read = async (make: () => Promise<Blob>) => {
		const own = ++count.current;
		const picture = await make().catch(() => null);
		if (own !== count.current) return picture;
		if (picture !== null) setShown({ picture, url: pictureUrl.show(picture), error: null });
		else {
			pictureUrl.release();
			setShown({ ...nothing, error: unreadable });
		}
		return picture;
	};
	return { ...shown, read, clear };
}

const nothing = { picture: null, url: null, error: null };
