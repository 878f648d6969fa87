/** The answer of an iterator that has nothing more to give. */
export const end: IteratorReturnResult<undefined> = { done: true, value: undefined };
