import { parseHTML } from "linkedom";

/** As much of the DOM as reports are made with: this library runs where there is none. */
export interface MadeElement {
	className: string;
	innerHTML: string;
	readonly outerHTML: string;
	textContent: string;
	append(...children: MadeElement[]): void;
	prepend(...children: MadeElement[]): void;
	setAttribute(name: string, value: string): void;
}

/** A document that is built and then written as text. */
export interface MadeDocument {
	createElement(tag: string): MadeElement;
	createElementNS(namespace: string, tag: string): MadeElement;
	querySelector(selector: string): MadeElement | null;
	toString(): string;
}

/** Parses HTML into a document that no browser is needed for. */
export function parseDocument(html: string): MadeDocument {
	return (parseHTML(html) as unknown as { document: MadeDocument }).document;
}
