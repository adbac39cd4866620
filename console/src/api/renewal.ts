/**
 * A session that ended while somebody works: requests wait, a dialog asks for the password above the page, and once it
 * is given they are made again. Nothing is unmounted, so no text is lost.
 *
 * Who would rather not is left alone until they do something again: what the page asks for by itself meanwhile fails.
 */

type Listener = () => void;

export class Renewal {
  #waiting: ((isRenewed: boolean) => void)[] = [];
  readonly #listeners = new Set<Listener>();
  #ends = 0;
  #wasRenewed = false;
  #isDeclined = false;

  /** Return what is to be told to `wait` about a request that is made now. */
  begin(): number {
    return this.#ends;
  }

  /**
   * Wait until somebody signed in again; false: they would rather not.
   *
   * A request that was made before they last answered (`begun`) has its answer: its refusal only took longer to come.
   */
  wait(begun: number): Promise<boolean> {
    if (begun < this.#ends) return Promise.resolve(this.#wasRenewed);
    if (this.#isDeclined) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#tell();
    });
  }

  /** Let all that waits go on. */
  end(isRenewed: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#ends += 1;
    this.#wasRenewed = isRenewed;
    this.#isDeclined = !isRenewed;
    for (const resolve of waiting) resolve(isRenewed);
    this.#tell();
  }

  /** Take note that somebody does something: they may be asked again. */
  readonly resume = (): void => {
    this.#isDeclined = false;
  };

  readonly isWanted = (): boolean => this.#waiting.length > 0;

  readonly subscribe = (listener: Listener): Listener => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const renewal = new Renewal();
