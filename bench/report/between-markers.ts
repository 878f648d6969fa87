/**
 * `document` with `content` between the markers `<!-- name:start -->` and `<!-- name:end -->`; `undefined` when it has
 * no such markers.
 */
export function betweenMarkers(document: string, name: string, content: string): string | undefined {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from === -1 || to < from) return undefined;
  return `${document.slice(0, from + start.length)}\n\n${content.trim()}\n\n${document.slice(to)}`;
}
