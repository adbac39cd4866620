interface Tokened {
  readonly nextToken?: string | null | undefined;
}

/** Return all items of a list of `/v1`, its pages asked for one after another: for lists that are short by nature. */
export async function allOf<P extends Tokened, T>(
  ask: (nextToken: string | undefined) => Promise<{ readonly data?: P | undefined }>,
  pick: (page: P) => readonly T[],
): Promise<readonly T[]> {
  const found: T[] = [];
  let nextToken: string | undefined;
  do {
    const { data } = await ask(nextToken);
    if (!data) return found;
    found.push(...pick(data));
    nextToken = data.nextToken ?? undefined;
  } while (nextToken);
  return found;
}
