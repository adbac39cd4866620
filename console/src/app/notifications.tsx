import type { FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { explain } from "~/api/explain";

export interface Notice {
  readonly type: "success" | "info" | "warning" | "error" | "in-progress";
  readonly header: ReactNode;
  readonly content?: ReactNode;
  readonly action?: ReactNode;
  /** Another of the same id takes its place. */
  readonly id?: string;
}

export interface Notify {
  (notice: Notice): void;
  /** Tell what happened and what to do. */
  readonly failed: (error: unknown) => void;
  readonly dismiss: (id: string) => void;
}

const Telling = createContext<Notify | undefined>(undefined);
const Told = createContext<readonly FlashbarProps.MessageDefinition[]>([]);

/** Return what shows a message above the page: `notify({ type: "success", header: "The assessment was created." })`. */
export function useNotify(): Notify {
  const notify = useContext(Telling);
  if (!notify) throw new Error("useNotify is for what stands inside of the console's shell");
  return notify;
}

export function useNotices(): readonly FlashbarProps.MessageDefinition[] {
  return useContext(Told);
}

let count = 0;

export function Notifications({ children }: { readonly children: ReactNode }) {
  const [notices, setNotices] = useState<readonly FlashbarProps.MessageDefinition[]>([]);
  const notify = useMemo(() => {
    const dismiss = (id: string) => setNotices((kept) => kept.filter((each) => each.id !== id));
    const tell = (notice: Notice) => {
      count += 1;
      const id = notice.id ?? `notice-${count}`;
      const item: FlashbarProps.MessageDefinition = {
        id,
        type: notice.type === "in-progress" ? "info" : notice.type,
        loading: notice.type === "in-progress",
        header: notice.header,
        content: notice.content,
        action: notice.action,
        dismissible: true,
        dismissLabel: "Dismiss message",
        onDismiss: () => dismiss(id),
        ariaRole: notice.type === "error" ? "alert" : "status",
      };
      setNotices((kept) => [item, ...kept.filter((each) => each.id !== id)]);
    };
    const failed = (error: unknown) => {
      const { title, message, remedy } = explain(error);
      tell({ type: "error", header: title, content: `${message} ${remedy}` });
    };
    return Object.assign(tell, { failed, dismiss });
  }, []);
  return (
    <Telling.Provider value={notify}>
      <Told.Provider value={notices}>{children}</Told.Provider>
    </Telling.Provider>
  );
}
