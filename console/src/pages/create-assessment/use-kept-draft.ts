import { useEffect, useRef, useState } from "react";
import { v1 } from "~/api/v1";
import { type Kept, NAME_MOST } from "~/pages/create-assessment/draft";

export const KIND = "assessment";
const PAUSE_MS = 1200;
const NAMELESS = "Assessment without a name";

export type Keeping = "nothing" | "keeping" | "kept" | "failed";

interface KeptDraft {
  readonly state: Keeping;
  /** Keep what waits now; true: it is kept, or there was nothing to keep. */
  readonly flush: () => Promise<boolean>;
  /** Forget it all. */
  readonly forget: () => Promise<void>;
}

/** Keep what is typed on the server, a moment after it was: who leaves midway finds it again, on any machine. */
export function useKeptDraft(kept: Kept, id: string | undefined, isTyped: boolean): KeptDraft {
  const [state, setState] = useState<Keeping>(id ? "kept" : "nothing");
  const known = useRef(id);
  const said = JSON.stringify(kept);
  const saved = useRef(said);
  const latest = useRef(kept);
  latest.current = kept;
  // One request at a time: the first one makes the draft that the others change.
  const line = useRef<Promise<unknown>>(Promise.resolve());

  const keep = async (): Promise<boolean> => {
    const now = latest.current;
    const text = JSON.stringify(now);
    if (text === saved.current) return true;
    setState("keeping");
    try {
      // Any JSON object will do; what generates the types knows no such thing.
      const content = { ...now } as unknown as Record<string, never>;
      const body = { name: [...now.draft.name.trim()].slice(0, NAME_MOST).join("") || NAMELESS, content };
      if (known.current) {
        await v1.PUT("/v1/drafts/{draft_id}", { params: { path: { draft_id: known.current } }, body });
      } else {
        const { data } = await v1.POST("/v1/drafts", { body: { kind: KIND, ...body } });
        known.current = data?.id;
      }
      saved.current = text;
      setState("kept");
      return true;
    } catch {
      setState("failed");
      return false;
    }
  };
  const flush = () => {
    const done = line.current.then(keep);
    line.current = done;
    return done;
  };
  const flushNow = useRef(flush);
  flushNow.current = flush;

  useEffect(() => {
    if (!isTyped || said === saved.current) return;
    const timer = setTimeout(() => void flushNow.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [said, isTyped]);

  const forget = async () => {
    await line.current;
    saved.current = JSON.stringify(latest.current);
    const draft = known.current;
    known.current = undefined;
    setState("nothing");
    if (draft)
      await v1.DELETE("/v1/drafts/{draft_id}", { params: { path: { draft_id: draft } } }).catch(() => undefined);
  };
  return { state, flush, forget };
}
