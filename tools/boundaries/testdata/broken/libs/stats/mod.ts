import { write } from "@broken/feedback";

/** A lower room that reaches for an upper one. */
export const mean = (values: number[]): void => write(values.length);
