/** How many middlewares of one kind are measured at once: one alone is too cheap to be seen. */
export const LAYERS = 20;
