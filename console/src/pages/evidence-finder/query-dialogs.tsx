import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, useState } from "react";
import { fieldError } from "~/api/explain";
import { useForget } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { type Asked, criteriaOf } from "~/pages/evidence-finder/query";
import { QUERIES, questionText, type Saved } from "~/pages/evidence-finder/question";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { Confirm } from "~/parts/confirm";
import { ErrorAlert } from "~/parts/error-alert";
import { lengthOf, TextField } from "~/parts/text-field";

const QUERY = "/v1/saved-queries/{query_id}";
const NAME_LENGTH = 300;

interface SaveProps {
  readonly asked: Asked;
  readonly nameOf: Suggestions["nameOf"];
  readonly onClose: () => void;
}

export function SaveDialog({ asked, nameOf, onClose }: SaveProps) {
  const notify = useNotify();
  const forget = useForget();
  const [name, setName] = useState("");
  const { data } = v1Hooks.useQuery("get", QUERIES);
  const same = data?.find((saved) => saved.name === name.trim());
  const save = v1Hooks.useMutation("post", QUERIES);
  const replace = v1Hooks.useMutation("patch", QUERY);
  const submit = async () => {
    const body = { name: name.trim(), criteria: criteriaOf(asked) as components["schemas"]["Criteria"] };
    if (same) await replace.mutateAsync({ params: { path: { query_id: same.id } }, body });
    else await save.mutateAsync({ body });
    await forget(QUERIES);
    notify({ type: "success", header: `The query ${body.name} was saved` });
    onClose();
  };
  return (
    <NameDialog
      header="Save query"
      action="Save"
      name={name}
      onName={setName}
      error={save.error ?? replace.error}
      isBusy={save.isPending || replace.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div>
        <Box variant="awsui-key-label">Search criteria</Box>
        <span className="console-text">{questionText(asked, nameOf)}</span>
      </div>
      {same && <Alert type="info">You have a query of this name: what it asks will be replaced.</Alert>}
    </NameDialog>
  );
}

interface OfQuery {
  readonly query: Saved;
  readonly onClose: () => void;
}

export function RenameDialog({ query, onClose }: OfQuery) {
  const forget = useForget();
  const [name, setName] = useState(query.name);
  const change = v1Hooks.useMutation("patch", QUERY);
  const submit = async () => {
    await change.mutateAsync({ params: { path: { query_id: query.id } }, body: { name: name.trim() } });
    await forget(QUERIES);
    onClose();
  };
  return (
    <NameDialog
      header="Rename query"
      action="Rename"
      name={name}
      onName={setName}
      error={change.error}
      isBusy={change.isPending}
      onSubmit={submit}
      onClose={onClose}
    />
  );
}

export function DeleteDialog({ query, onClose }: OfQuery) {
  const forget = useForget();
  const remove = v1Hooks.useMutation("delete", QUERY);
  const confirm = async () => {
    await remove.mutateAsync({ params: { path: { query_id: query.id } } });
    await forget(QUERIES);
    onClose();
  };
  return (
    <Confirm
      header="Delete query?"
      action="Delete"
      onConfirm={() => void confirm().catch(() => undefined)}
      onCancel={onClose}
      isBusy={remove.isPending}
      error={remove.error}
    >
      <span className="console-text">
        {query.name} is deleted. The evidence that it finds is not touched, and links to what it finds go on working.
      </span>
    </Confirm>
  );
}

interface NameProps {
  readonly header: string;
  readonly action: string;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly onSubmit: () => Promise<void>;
  readonly onClose: () => void;
  readonly children?: React.ReactNode;
}

function NameDialog({ header, action, name, onName, error, isBusy, onSubmit, onClose, children }: NameProps) {
  const [isTried, setTried] = useState(false);
  const fault = name.trim() === "" ? "Give it a name." : undefined;
  const submit = () => {
    setTried(true);
    // What went wrong is shown in the dialog, which stays with what is typed.
    if (!fault && !lengthOf(name, NAME_LENGTH).isTooLong) void onSubmit().catch(() => undefined);
  };
  const wrong = fieldError(error, "name");
  return (
    <Modal
      visible
      header={header}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={isBusy} onClick={submit}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          submit();
        }}
      >
        <SpaceBetween size="m">
          <TextField
            label="Name"
            value={name}
            onChange={onName}
            limit={NAME_LENGTH}
            error={wrong ?? (isTried ? fault : undefined)}
            autoFocus
          />
          {children}
          {!wrong && <ErrorAlert error={error} />}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
