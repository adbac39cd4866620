/** One of many that could not be done. */
export interface Missed<T> {
  readonly item: T;
  readonly error: unknown;
}

/** Do one after the other, whatever becomes of it, and return those that failed; `onStep` hears how many are done. */
export async function doEach<T>(
  items: readonly T[],
  act: (item: T) => Promise<unknown>,
  onStep: (done: number) => void,
): Promise<Missed<T>[]> {
  const missed: Missed<T>[] = [];
  for (const [index, item] of items.entries()) {
    try {
      await act(item);
    } catch (error) {
      missed.push({ item, error });
    }
    onStep(index + 1);
  }
  return missed;
}
