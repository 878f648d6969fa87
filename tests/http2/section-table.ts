/** How many cases of each section of the RFCs held. */
export class SectionTable {
  readonly #sections = new Map<string, { held: number; of: number }>();

  /** One more case of this section is played. */
  expect(section: string): void {
    this.#counts(section).of += 1;
  }

  /** One that was expected held. */
  held(section: string): void {
    this.#counts(section).held += 1;
  }

  /** A line a section, in the order of the RFCs, and the sum. */
  text(): string {
    const rows = [...this.#sections].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }));
    const sum = rows.reduce((all, [, { held, of }]) => ({ held: all.held + held, of: all.of + of }), {
      held: 0,
      of: 0,
    });
    const lines = [...rows, ["all", sum] as const].map(
      ([section, { held, of }]) => `  ${section.padEnd(16)} ${held}/${of}`,
    );
    return lines.join("\n");
  }

  #counts(section: string): { held: number; of: number } {
    const counts = this.#sections.get(section) ?? { held: 0, of: 0 };
    this.#sections.set(section, counts);
    return counts;
  }
}
