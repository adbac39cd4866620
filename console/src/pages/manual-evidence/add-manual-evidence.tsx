import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { components } from "~/api/schema";
import { v1, v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type Described, Description, NOT_DESCRIBED } from "~/pages/manual-evidence/description";
import { type Awaited, linkFault, periodFault } from "~/pages/manual-evidence/files";
import { FilesForm } from "~/pages/manual-evidence/files-form";
import { useFiles } from "~/pages/manual-evidence/use-files";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { lengthOf, TextField } from "~/parts/text-field";

type Item = components["schemas"]["ItemGiven"];

const PATH = "/v1/assessments/{assessment_id}/manual-evidence";
const WAYS = [
  { id: "file", text: "Files" },
  { id: "text", text: "Text" },
  { id: "link", text: "S3 link" },
];

export interface ManualEvidenceProps {
  readonly assessmentId: string;
  readonly controlSetId: string;
  readonly controlId: string;
  readonly controlName: string;
  readonly onClose: () => void;
  /** Something was taken: evidence, folders and counts are to be asked anew. */
  readonly onDone?: () => void;
}

/** The dialog itself; pages take the one of `index.tsx`, which brings this when it is asked for. */
export function AddManualEvidence(props: ManualEvidenceProps) {
  const { assessmentId, controlSetId, controlId } = props;
  const awaited = v1Hooks.useQuery("get", PATH, {
    params: { path: { assessment_id: assessmentId }, query: { controlSetId, controlId } },
  });
  if (awaited.data) return <Form {...props} awaited={awaited.data} />;
  return (
    <Modal visible header="Add manual evidence" onDismiss={props.onClose} closeAriaLabel="Close">
      {awaited.error ? (
        <ErrorAlert error={awaited.error} onRetry={() => void awaited.refetch()} />
      ) : (
        <Loading what="Loading what the control awaits" />
      )}
    </Modal>
  );
}

function Form(props: ManualEvidenceProps & { readonly awaited: Awaited }) {
  const { awaited, assessmentId, controlSetId, controlId, controlName, onClose, onDone } = props;
  const notify = useNotify();
  const queries = useQueryClient();
  const [way, setWay] = useState("file");
  const [described, setDescribed] = useState<Described>(NOT_DESCRIBED);
  const [text, setText] = useState("");
  const [link, setLink] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const files = useFiles(awaited);

  const faults = {
    text: text.trim() === "" ? "Write what shows the state of the control." : undefined,
    link: linkFault(link),
    file: files.brought.length === 0 ? "Choose files, or drop them here." : undefined,
  };
  const fault = faults[way as keyof typeof faults];
  const isSound =
    fault === undefined &&
    periodFault(described.from, described.until) === undefined &&
    !lengthOf(described.note, awaited.noteLength).isTooLong &&
    !(way === "text" && lengthOf(text, awaited.textLength).isTooLong) &&
    !(way === "file" && files.isFaulty);

  const bring = async (items: readonly Item[]) => {
    const shared = {
      ...(described.from ? { effectiveFrom: described.from } : {}),
      ...(described.until ? { effectiveUntil: described.until } : {}),
      ...(described.artefactId ? { artefactId: described.artefactId } : {}),
      note: described.note,
    };
    const { data } = await v1.POST(PATH, {
      params: { path: { assessment_id: assessmentId } },
      body: { controlSetId, controlId, items: items.map((item) => ({ ...item, ...shared })) },
    });
    return data ?? { taken: [], notTaken: [] };
  };

  const told = (count: number) => {
    notify({
      type: "success",
      header: `${count === 1 ? "A piece" : `${count} pieces`} of manual evidence added`,
      content: <span className="console-text">{controlName}</span>,
    });
    void queries.invalidateQueries({ queryKey: ["get", PATH] });
    void queries.invalidateQueries({ queryKey: ["get", "/v1/evidence/groups"] });
    onDone?.();
  };

  const submit = async () => {
    setTried(true);
    if (!isSound) return;
    setBusy(true);
    setError(undefined);
    try {
      if (way === "file") {
        const { taken, isWhole } = await files.send(bring);
        if (taken > 0) told(taken);
        if (isWhole) onClose();
        return;
      }
      const { taken, notTaken } = await bring([
        way === "text" ? { text, note: "" } : { s3ResourcePath: link.trim(), note: "" },
      ]);
      if (taken.length > 0) told(taken.length);
      if (notTaken.length > 0) throw new Error(notTaken.map(({ message }) => message).join(" "));
      onClose();
    } catch (failed) {
      setError(failed);
    } finally {
      setBusy(false);
    }
  };

  const close = () => {
    files.stop();
    onClose();
  };
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={close}>
          {isBusy ? "Stop" : "Cancel"}
        </Button>
        <Button
          variant="primary"
          loading={isBusy}
          disabled={awaited.itemsLeftToday === 0}
          onClick={() => void submit()}
        >
          Add evidence
        </Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible size="large" header="Add manual evidence" onDismiss={close} closeAriaLabel="Close" footer={footer}>
      <SpaceBetween size="m">
        <Box>
          For the control <span className="console-text">{controlName}</span>. It goes into the folder of today, with
          your name, and cannot be changed afterwards.
        </Box>
        {awaited.itemsLeftToday === 0 && (
          <Alert type="warning">This control takes no more evidence of people today. Go on tomorrow (UTC).</Alert>
        )}
        <SegmentedControl
          label="What you add"
          selectedId={way}
          options={WAYS.map((each) => ({ ...each, disabled: isBusy }))}
          onChange={({ detail }) => setWay(detail.selectedId)}
        />
        {way === "file" && (
          <FilesForm files={files} awaited={awaited} isBusy={isBusy} error={isTried ? faults.file : undefined} />
        )}
        {way === "text" && (
          <TextField
            label="Text"
            description="An answer, a decision, what you saw: whatever shows the state of the control."
            rows={5}
            limit={awaited.textLength}
            value={text}
            onChange={setText}
            error={isTried ? faults.text : undefined}
          />
        )}
        {way === "link" && (
          <TextField
            label="S3 link"
            description="The address of an object. It is kept as a reference: nothing is copied from there."
            placeholder="s3://bucket/path/file.pdf"
            limit={awaited.linkLength}
            value={link}
            onChange={setLink}
            error={isTried ? faults.link : undefined}
          />
        )}
        <Description awaited={awaited} value={described} onChange={setDescribed} way={way} />
        <ErrorAlert error={error} />
      </SpaceBetween>
    </Modal>
  );
}
