import { type ReactNode, useEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { useFrame } from "~/app/frame";

interface Props {
  readonly header: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Shows what is inside in the panel below or beside the page, for as long as it is mounted. */
export function SplitSlot({ header, onClose, children }: Props) {
  const { setSplit, splitTarget } = useFrame();
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    setSplit({ header, onClose: () => close.current() });
    return () => setSplit(undefined);
  }, [header, setSplit]);
  return splitTarget && createPortal(children, splitTarget);
}
