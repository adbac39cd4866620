import { useEffect, useState } from "react";
import { useNavigate } from "react-router";

interface Leaving {
  /** What was typed is kept: `<Unsaved>` need not ask. */
  readonly isLeaving: boolean;
  readonly leaveTo: (path: string) => void;
}

/** Leaves a page once what was typed on it is kept. */
export function useLeaving(): Leaving {
  const [path, leaveTo] = useState<string>();
  const navigate = useNavigate();
  // Only once `<Unsaved>` knows that there is nothing to ask.
  useEffect(() => {
    if (path !== undefined) navigate(path);
  }, [path, navigate]);
  return { isLeaving: path !== undefined, leaveTo };
}
