import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { useState } from "react";
import { v1 } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type Asked, queryOf } from "~/pages/evidence-finder/query";
import { searchOf } from "~/parts/evidence-link";

interface Props {
  readonly asked: Asked;
  /** How much is found; undefined: it is not known yet. */
  readonly count: number | undefined;
}

/** All that is found, as a file: the browser writes it to disk while the server makes it. */
export function ExportButton({ asked, count }: Props) {
  const notify = useNotify();
  const [isBusy, setBusy] = useState(false);
  const start = async (format: string) => {
    setBusy(true);
    try {
      // The session is seen to hold, and the question to be one, before the browser is sent for the file.
      await v1.GET("/v1/evidence", { params: { query: { ...queryOf(asked), maxResults: 1 } } });
      const link = document.createElement("a");
      link.href = `/v1/evidence/export?${searchOf({ ...queryOf(asked), format })}`;
      link.download = "";
      link.click();
    } catch (error) {
      notify.failed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <ButtonDropdown
      items={[
        { id: "csv", text: "CSV", description: "For spreadsheets" },
        { id: "jsonl", text: "JSON Lines", description: "For programs: one item a line" },
      ]}
      loading={isBusy}
      disabled={!count}
      disabledReason={count === 0 ? "There is nothing to export" : "Counting the evidence"}
      onItemClick={({ detail }) => void start(detail.id)}
    >
      Export
    </ButtonDropdown>
  );
}
