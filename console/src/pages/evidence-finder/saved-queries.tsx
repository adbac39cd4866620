import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Link from "@cloudscape-design/components/link";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type FormEvent, useMemo, useState } from "react";
import { fieldError } from "~/api/explain";
import { useForget } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { labelOf } from "~/pages/evidence-finder/properties";
import { type Asked, criteriaOf, daysText, readAsked } from "~/pages/evidence-finder/query";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";
import { Confirm } from "~/parts/confirm";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { evidenceLink, searchOf } from "~/parts/evidence-link";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { lengthOf, TextField } from "~/parts/text-field";
import { Time } from "~/parts/time";
import { verdictText } from "~/parts/verdict";

type Saved = components["schemas"]["SavedQueryShown"];

const QUERIES = "/v1/saved-queries";
const QUERY = "/v1/saved-queries/{query_id}";
const NAME_LENGTH = 300;

type Dialog =
  | { readonly kind: "list" }
  | { readonly kind: "save" }
  | { readonly kind: "rename" | "delete"; readonly query: Saved };

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
      {dialog?.kind === "list" && <ListDialog nameOf={nameOf} onDialog={setDialog} onClose={close} />}
      {dialog?.kind === "save" && <SaveDialog asked={asked} nameOf={nameOf} onClose={close} />}
      {dialog?.kind === "rename" && <RenameDialog query={dialog.query} onClose={back} />}
      {dialog?.kind === "delete" && <DeleteDialog query={dialog.query} onClose={back} />}
    </>
  );
}

/** Return what a question asks, in words. */
export function questionText(asked: Asked, nameOf: Suggestions["nameOf"]): string {
  const said = Object.entries(asked.wanted).map(([key, values]) => {
    const names = values.map((value) => (key === "verdict" ? (VERDICT_TEXTS.get(value) ?? value) : nameOf(key, value)));
    return `${labelOf(key)}: ${names.join(" or ")}`;
  });
  const days = asked.since || asked.until ? [daysText(asked)] : [];
  const all = said.join(asked.isAny ? ", or " : ", ");
  return [all, ...days].filter(Boolean).join("; ") || "All evidence";
}

const VERDICT_TEXTS: ReadonlyMap<string, string> = new Map(
  (["COMPLIANT", "NON_COMPLIANT", "INCONCLUSIVE", "NOT_APPLICABLE"] as const).map((each) => [each, verdictText(each)]),
);

/** Return what a saved query asks, as an address asks it. */
export function askedOf({ criteria }: Saved): Asked {
  const { match, ...others } = criteria;
  return readAsked(new URLSearchParams(searchOf({ ...others, ...(match === "any" ? { match } : {}) })));
}

interface ListProps {
  readonly nameOf: Suggestions["nameOf"];
  readonly onDialog: (dialog: Dialog) => void;
  readonly onClose: () => void;
}

function ListDialog({ nameOf, onDialog, onClose }: ListProps) {
  const { data, error, refetch } = v1Hooks.useQuery("get", QUERIES);
  const [chosen, setChosen] = useState<readonly Saved[]>([]);
  const [query] = chosen;
  const columns = useMemo(
    (): readonly Column<Saved>[] => [
      {
        id: "name",
        header: "Name",
        isRowHeader: true,
        minWidth: 160,
        value: ({ name }) => name,
        cell: (saved) => (
          <Link href={evidenceLink(criteriaOf(askedOf(saved)))} onFollow={onClose}>
            <span className="console-text">{saved.name}</span>
          </Link>
        ),
      },
      {
        id: "question",
        header: "Search criteria",
        minWidth: 220,
        value: (saved) => questionText(askedOf(saved), nameOf),
        cell: (saved) => <span className="console-text">{questionText(askedOf(saved), nameOf)}</span>,
      },
      {
        id: "created",
        header: "Created",
        value: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => <Time at={createdAt} relative />,
      },
    ],
    [nameOf, onClose],
  );
  return (
    <Modal visible size="large" header="Saved queries" onDismiss={onClose}>
      <ResourceTable
        name="Queries"
        remember="saved-queries"
        variant="embedded"
        rows={data}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        error={error}
        onRetry={() => void refetch()}
        selection="single"
        selected={chosen}
        onSelect={setChosen}
        description="Yours alone. Open one by its name."
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!query} onClick={() => query && onDialog({ kind: "rename", query })}>
              Rename
            </Button>
            <Button disabled={!query} onClick={() => query && onDialog({ kind: "delete", query })}>
              Delete
            </Button>
          </SpaceBetween>
        }
        empty={
          <EmptyState
            title="No saved queries"
            action={<Button onClick={() => onDialog({ kind: "save" })}>Save query</Button>}
          >
            Save what you search for often: it is then one click away, with what is new.
          </EmptyState>
        }
      />
    </Modal>
  );
}

function SaveDialog({ asked, nameOf, onClose }: Props & { readonly onClose: () => void }) {
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

function RenameDialog({ query, onClose }: OfQuery) {
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

function DeleteDialog({ query, onClose }: OfQuery) {
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
