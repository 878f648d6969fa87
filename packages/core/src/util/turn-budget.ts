/**
 * How much may be done at once in one turn of the event loop, in whatever unit its owner counts.
 *
 * Promises that are settled already give nobody else a turn: a loop that awaits only those would go on until all is done.
 */
export class TurnBudget {
  readonly #perTurn: number;
  #left: number;

  constructor(perTurn: number) {
    this.#perTurn = perTurn;
    this.#left = perTurn;
  }

  /** Takes `amount` of this turn's; false, and nothing is taken, when nothing is left of it. */
  spend(amount: number): boolean {
    if (this.#left <= 0) return false;
    if (this.#left === this.#perTurn) {
      setImmediate(() => {
        this.#left = this.#perTurn;
      });
    }
    this.#left -= amount;
    return true;
  }
}
