import { useState } from "react";

/** State that this browser remembers, such as what a table shows; never anything that people typed or read. */
export function useRemembered<T extends object>(name: string, usual: T): readonly [T, (value: T) => void] {
  const key = `probative.${name}`;
  const [value, setValue] = useState<T>(() => {
    try {
      return { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<T>) };
    } catch {
      return usual;
    }
  });
  const set = (next: T) => {
    setValue(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  return [value, set];
}
