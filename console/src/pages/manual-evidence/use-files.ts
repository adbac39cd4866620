import { useEffect, useRef, useState } from "react";
import { explain } from "~/api/explain";
import type { components } from "~/api/schema";
import { type BroughtFile, digestFault, kept } from "~/pages/manual-evidence/brought-file";
import { type Awaited, fileFault, sha256Of } from "~/pages/manual-evidence/files";
import { upload } from "~/pages/manual-evidence/uploading";

type Shown = components["schemas"]["BroughtShown"];
type Item = components["schemas"]["ItemGiven"];

export interface Files {
  readonly brought: readonly BroughtFile[];
  /** For each, what the server would not take it for. */
  readonly faults: readonly (string | null)[];
  readonly isFaulty: boolean;
  readonly choose: (files: readonly File[]) => void;
  /** Send what was not sent yet, and have all of it attached by `bring`; `isWhole`: nothing is left to do. */
  readonly send: (bring: (items: readonly Item[]) => Promise<Shown>) => Promise<{ taken: number; isWhole: boolean }>;
  readonly stop: () => void;
}

/** Files on their way to become evidence: what has arrived is not sent again when the rest is tried anew. */
export function useFiles(awaited: Awaited): Files {
  const [brought, setBrought] = useState<readonly BroughtFile[]>([]);
  const stopping = useRef(new AbortController());
  useEffect(() => () => stopping.current.abort(), []);
  const faults = brought.map(({ file }) => fileFault(file, awaited));

  const change = (file: File, more: Partial<BroughtFile>) =>
    setBrought((all) => all.map((each) => (each.file === file ? { ...each, ...more } : each)));

  const choose = (files: readonly File[]) => {
    const next = kept(brought, files);
    setBrought(next);
    for (const { file } of next.filter((each) => !brought.includes(each))) {
      if (fileFault(file, awaited)) continue;
      void sha256Of(file)
        .then((sha256) => change(file, { sha256 }))
        .catch(() => undefined); // a file that cannot be read fails when it is sent
    }
  };

  const sendOne = async ({ file, sentAs }: BroughtFile): Promise<string | undefined> => {
    if (sentAs) return sentAs;
    change(file, { state: "sending", share: 0, fault: "" });
    try {
      const name = await upload(file, (share) => change(file, { share }), stopping.current.signal);
      change(file, { state: "sent", share: 1, sentAs: name });
      return name;
    } catch (error) {
      const { message, remedy } = explain(error);
      change(file, { state: "failed", fault: `${message} ${remedy}` });
      return undefined;
    }
  };

  const send: Files["send"] = async (bring) => {
    stopping.current = new AbortController();
    const waiting = brought.filter(({ state }) => state !== "taken");
    const sent: { each: BroughtFile; name: string }[] = [];
    for (const each of waiting) {
      const name = await sendOne(each);
      if (name) sent.push({ each, name });
    }
    let taken = 0;
    let failed = waiting.length - sent.length;
    for (let begin = 0; begin < sent.length; begin += awaited.itemsAtOnce) {
      const part = sent.slice(begin, begin + awaited.itemsAtOnce);
      const shown = await bring(part.map(({ name }) => ({ evidenceFileName: name, note: "" })));
      for (const { place, fileSha256 } of shown.taken) {
        const each = part[place]?.each;
        if (!each) continue;
        const fault = digestFault(each.sha256, fileSha256);
        change(each.file, fault ? { state: "failed", fault } : { state: "taken", sha256: fileSha256 });
        if (fault) failed += 1;
        else taken += 1;
      }
      for (const { place, message } of shown.notTaken) {
        const each = part[place]?.each;
        if (each) change(each.file, { state: "failed", fault: message });
        failed += 1;
      }
    }
    return { taken, isWhole: failed === 0 };
  };

  return {
    brought,
    faults,
    isFaulty: faults.some(Boolean),
    choose,
    send,
    stop: () => stopping.current.abort(),
  };
}
