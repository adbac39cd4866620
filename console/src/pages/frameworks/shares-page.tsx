import {
  type AssessmentFrameworkShareRequest,
  DeleteAssessmentFrameworkShareCommand,
  ListAssessmentFrameworkShareRequestsCommand,
  type ShareRequestAction,
  type ShareRequestType,
  UpdateAssessmentFrameworkShareCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Tabs from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useAwsMutation, useAwsPages } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { isOpen, statusLook } from "~/pages/frameworks/shares";
import { Confirm } from "~/parts/confirm";
import { EmptyState } from "~/parts/empty-state";
import { Page } from "~/parts/page";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { Time } from "~/parts/time";

type Request = AssessmentFrameworkShareRequest;
type Act = ShareRequestAction | "DELETE";

export function Component() {
  const [search, setSearch] = useSearchParams();
  return (
    <Page title="Share requests" description="Custom frameworks that are offered to or by another account or region.">
      <Tabs
        ariaLabel="Share requests"
        activeTabId={search.get("tab") === "sent" ? "sent" : "received"}
        onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
        tabs={[
          { id: "received", label: "Received requests", content: <Requests side="RECEIVED" /> },
          { id: "sent", label: "Sent requests", content: <Requests side="SENT" /> },
        ]}
      />
    </Page>
  );
}

const status = (of: Request) => {
  const [type, text] = statusLook(of.status);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
};

const text = (value: string | undefined) => <span className="console-text">{value || "-"}</span>;

const COLUMNS: Readonly<Record<ShareRequestType, readonly Column<Request>[]>> = {
  RECEIVED: columnsWith({ id: "from", header: "Sender account", cell: (each) => each.sourceAccount }),
  SENT: columnsWith({
    id: "to",
    header: "Recipient account",
    cell: (each) => `${each.destinationAccount} (${each.destinationRegion})`,
  }),
};

function columnsWith(other: Column<Request>): readonly Column<Request>[] {
  return [
    {
      id: "name",
      header: "Framework name",
      cell: (each) => text(each.frameworkName),
      isRowHeader: true,
      minWidth: 200,
    },
    { id: "status", header: "Status", cell: status },
    other,
    { id: "expires", header: "Expiration date", cell: (each) => <Time at={each.expirationTime} relative /> },
    { id: "sent", header: "Last updated", cell: (each) => <Time at={each.lastUpdated} relative /> },
    { id: "comment", header: "Comment", cell: (each) => text(each.comment), minWidth: 180 },
    {
      id: "controls",
      header: "Controls",
      cell: (each) => `${each.standardControlsCount ?? 0} standard, ${each.customControlsCount ?? 0} custom`,
    },
    { id: "created", header: "Created", cell: (each) => <Time at={each.creationTime} relative />, isExtra: true },
    { id: "type", header: "Compliance type", cell: (each) => text(each.complianceType), isExtra: true },
  ];
}

function Requests({ side }: { readonly side: ShareRequestType }) {
  const paged = useAwsPages(
    ListAssessmentFrameworkShareRequestsCommand,
    { requestType: side },
    (page) => page.assessmentFrameworkShareRequests,
  );
  const [chosenId, setChosenId] = useState<string>();
  const [asked, setAsked] = useState<Act>();
  const chosen = paged.items.find((each) => each.id === chosenId);
  return (
    <>
      <ResourceTable
        name={side === "SENT" ? "Sent requests" : "Received requests"}
        remember={`shares-${side}`}
        columns={COLUMNS[side]}
        paged={paged}
        rowId={(each) => each.id ?? ""}
        rowName={(each) => each.frameworkName ?? ""}
        selection="single"
        selected={chosen ? [chosen] : []}
        onSelect={([first]) => setChosenId(first?.id)}
        actions={<Buttons side={side} chosen={chosen} onAsk={setAsked} />}
        empty={<Nothing side={side} />}
      />
      {chosen && asked && <Answer side={side} request={chosen} act={asked} onEnd={() => setAsked(undefined)} />}
    </>
  );
}

function Nothing({ side }: { readonly side: ShareRequestType }) {
  if (side === "RECEIVED") {
    return <EmptyState title="No received requests">Nobody has offered a framework to this account.</EmptyState>;
  }
  return (
    <EmptyState
      title="No sent requests"
      action={<Button href={`${address("frameworks")}?tab=custom`}>Go to custom frameworks</Button>}
    >
      To offer a framework, choose it in the library, then Actions and Share.
    </EmptyState>
  );
}

interface ButtonsProps {
  readonly side: ShareRequestType;
  readonly chosen: Request | undefined;
  readonly onAsk: (act: Act) => void;
}

function Buttons({ side, chosen, onAsk }: ButtonsProps) {
  const mayAnswer = useMay("UpdateAssessmentFrameworkShare");
  const mayDelete = useMay("DeleteAssessmentFrameworkShare");
  const waits = isOpen(chosen?.status);
  const acts: readonly (readonly [act: Act, label: string, isOffered: boolean, isReady: boolean])[] = [
    ["DELETE", "Delete", mayDelete, chosen !== undefined && !waits],
    ["REVOKE", "Revoke", mayAnswer && side === "SENT", waits],
    ["DECLINE", "Decline", mayAnswer && side === "RECEIVED", waits],
    ["ACCEPT", "Accept", mayAnswer && side === "RECEIVED", waits],
  ];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {acts
        .filter(([, , isOffered]) => isOffered)
        .map(([act, label, , isReady]) => (
          <Button
            key={act}
            variant={act === "ACCEPT" ? "primary" : "normal"}
            disabled={!isReady}
            onClick={() => onAsk(act)}
          >
            {label}
          </Button>
        ))}
    </SpaceBetween>
  );
}

const TOLD: Readonly<Record<Act, readonly [header: string, action: string, what: string, done: string]>> = {
  ACCEPT: [
    "Accept share request?",
    "Accept",
    "The framework and its custom controls are copied into your library. The copy is yours to edit, and goes its own way.",
    "The framework is in your library",
  ],
  DECLINE: [
    "Decline share request?",
    "Decline",
    "Nothing is copied. Whoever sent it sees that it was declined, and can send it again.",
    "The share request was declined",
  ],
  REVOKE: [
    "Revoke share request?",
    "Revoke",
    "It cannot be accepted any more. You can send it again.",
    "The share request was revoked",
  ],
  DELETE: [
    "Delete share request?",
    "Delete",
    "The request leaves both lists. A copy that was made of the framework stays.",
    "The share request was deleted",
  ],
};

interface AnswerProps {
  readonly side: ShareRequestType;
  readonly request: Request;
  readonly act: Act;
  readonly onEnd: () => void;
}

function Answer({ side, request, act, onEnd }: AnswerProps) {
  const notify = useNotify();
  const changed = [ListAssessmentFrameworkShareRequestsCommand, "/v1/framework-cards"] as const;
  const answer = useAwsMutation(UpdateAssessmentFrameworkShareCommand, changed);
  const removal = useAwsMutation(DeleteAssessmentFrameworkShareCommand, changed);
  const [header, action, what, done] = TOLD[act];
  const options = {
    onSuccess: () => {
      notify({ type: "success", header: done });
      onEnd();
    },
  };
  const confirm = () =>
    act === "DELETE"
      ? removal.mutate({ requestId: request.id, requestType: side }, options)
      : answer.mutate({ requestId: request.id, requestType: side, action: act }, options);
  return (
    <Confirm
      header={header}
      action={action}
      isBusy={answer.isPending || removal.isPending}
      error={answer.error ?? removal.error}
      onCancel={onEnd}
      onConfirm={confirm}
    >
      <p>
        <b className="console-text">{request.frameworkName}</b>
      </p>
      <p>{what}</p>
    </Confirm>
  );
}
