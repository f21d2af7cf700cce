/**
 * The starter models' data, made by the project: pictures of characters with their labels, from seeds.
 *
 * @module
 */
export { contactSheet } from "./characters/contact_sheet.ts";
export { encode, type ImageFormat, resizeLikeServing } from "./characters/encode.ts";
export { type Face, type FacesByCategory, openFaces } from "./characters/faces.ts";
export { type Category, FAMILIES, type Split } from "./characters/families.ts";
export {
	type CharacterImage,
	createGenerator,
	type Generator,
	type GeneratorOptions,
} from "./characters/generator.ts";
export { glyphsOf, LABELS } from "./characters/labels.ts";
export { SHIFTS, type Shift } from "./characters/scene.ts";
