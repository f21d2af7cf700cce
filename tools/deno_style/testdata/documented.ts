/** The answer. */
export const answer: number = 42;
