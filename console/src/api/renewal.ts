/**
 * A session that ended while somebody works: requests wait, a dialog asks for the password above the page, and once it
 * is given they are made again. Nothing is unmounted, so no text is lost.
 */

type Listener = () => void;

export class Renewal {
  #waiting: ((isRenewed: boolean) => void)[] = [];
  readonly #listeners = new Set<Listener>();

  /** Wait until somebody signed in again; false: they would rather not. */
  wait(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#tell();
    });
  }

  /** Let all that waits go on. */
  end(isRenewed: boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve(isRenewed);
    this.#tell();
  }

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
