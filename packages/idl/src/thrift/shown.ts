/** How much of a text from a file a message repeats. */
const longest = 60;

/** A text of a file as a message shows it: in double quotes, cut when long, on one line. */
export function shown(text: string): string {
  return JSON.stringify(text.length > longest ? `${text.slice(0, longest)}…` : text);
}
