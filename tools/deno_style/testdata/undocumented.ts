export const undocumented: number = 1;

/** Documented, but its type has to be inferred. */
export const untyped = [1, "two"].map(String);
