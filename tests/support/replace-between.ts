/** Puts `inner` between the marks `<!-- name:start -->` and `<!-- name:end -->` of a page. Throws without them. */
export function replaceBetween(page: string, name: string, inner: string): string {
  const [from, to] = placeOf(page, name);
  return `${page.slice(0, from)}\n${inner}\n${page.slice(to)}`;
}

/** What stands between the marks. Throws without them. */
export function textBetween(page: string, name: string): string {
  const [from, to] = placeOf(page, name);
  return page.slice(from, to).trim();
}

function placeOf(page: string, name: string): readonly [from: number, to: number] {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before === -1) throw new Error(`${start} is missing`);
  if (after < before) throw new Error(`${end} is missing`);
  return [before + start.length, after];
}
