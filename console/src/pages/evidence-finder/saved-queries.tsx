import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import type { Asked } from "~/pages/evidence-finder/query";
import { DeleteDialog, RenameDialog, SaveDialog } from "~/pages/evidence-finder/query-dialogs";
import type { Dialog } from "~/pages/evidence-finder/saved-list";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";

const SavedList = lazy(() => import("~/pages/evidence-finder/saved-list"));

interface Props {
  readonly asked: Asked;
  readonly nameOf: Suggestions["nameOf"];
}

/** One's own saved queries: to save, to open, to rename and to delete. */
export function SavedQueries({ asked, nameOf }: Props) {
  const [dialog, setDialog] = useState<Dialog>();
  const close = () => setDialog(undefined);
  const back = () => setDialog({ kind: "list" });
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        <Button onClick={back}>Saved queries</Button>
        <Button onClick={() => setDialog({ kind: "save" })}>Save query</Button>
      </SpaceBetween>
      {dialog?.kind === "list" && (
        <Suspense>
          <SavedList nameOf={nameOf} onDialog={setDialog} onClose={close} />
        </Suspense>
      )}
      {dialog?.kind === "save" && <SaveDialog asked={asked} nameOf={nameOf} onClose={close} />}
      {dialog?.kind === "rename" && <RenameDialog query={dialog.query} onClose={back} />}
      {dialog?.kind === "delete" && <DeleteDialog query={dialog.query} onClose={back} />}
    </>
  );
}
