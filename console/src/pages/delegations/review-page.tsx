import type { AssessmentControl, AssessmentControlSet } from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useParams } from "react-router";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { type AssessmentSeen, useAssessment } from "~/pages/assessment/assessment";
import { Comments } from "~/pages/delegations/comments";
import { Controls } from "~/pages/delegations/controls";
import { DelegateControlSets } from "~/pages/delegations/delegate";
import { arnsOf, MOVES, type Move, nameOf, type Offer, offersOf, type Standing } from "~/pages/delegations/review";
import { SetReview } from "~/pages/delegations/set-review";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { ControlSetStatus, DelegationStatus } from "~/parts/review-status";

/** The review of one control set: what its delegates do, and what its audit owners do. */
export function Component() {
  const { assessmentId = "", controlSetId = "" } = useParams();
  const seen = useAssessment(assessmentId);
  const controlSet = seen.assessment?.framework?.controlSets?.find((each) => each.id === controlSetId);
  const crumbs = [
    { text: "Delegations", href: address("delegations") },
    { text: controlSetId, href: "" },
  ];
  if (controlSet && seen.own) return <Review assessmentId={assessmentId} controlSet={controlSet} seen={seen} />;
  return (
    <Page title={controlSetId} crumbs={crumbs}>
      {seen.error ? (
        <ErrorAlert error={seen.error} onRetry={seen.refetch} />
      ) : seen.isPending ? (
        <Loading what="Loading the control set" />
      ) : (
        <EmptyState
          title="This control set is not open to you"
          action={<Button href={address("delegations")}>Go to the delegations</Button>}
        >
          Its review may be complete, its delegation cancelled, or it may not be part of the assessment.
        </EmptyState>
      )}
    </Page>
  );
}

interface Props {
  readonly assessmentId: string;
  readonly controlSet: AssessmentControlSet;
  readonly seen: AssessmentSeen;
}

function Review({ assessmentId, controlSet, seen }: Props) {
  const session = useSession();
  const [asked, setAsked] = useState<Move | "delegate">();
  const id = controlSet.id ?? "";
  const own = seen.own?.controlSets.find((each) => each.id === id);
  const standing: Standing = {
    status: controlSet.status ?? "",
    separatesDuties: seen.own?.separatesDuties ?? false,
    preparedBy: own?.preparedBy ?? "",
    isOwner: seen.may("UpdateAssessment"),
    mayReview: seen.mayIn(id, "UpdateAssessmentControlSetStatus"),
    isActive: seen.isActive,
  };
  const offers = offersOf(standing, arnsOf(session));
  const mayDelegate = seen.isActive && controlSet.status === "ACTIVE" && seen.may("BatchCreateDelegationByAssessment");
  const close = () => setAsked(undefined);
  const said = (own?.comments ?? []).map(({ author, text, postedAt }) => ({ author, text, at: postedAt }));
  return (
    <Page
      title={id}
      crumbs={[
        { text: "Delegations", href: address("delegations") },
        { text: id, href: "" },
      ]}
      description="Review of a control set"
      actions={
        <Actions offers={offers} onMove={setAsked} onDelegate={mayDelegate ? () => setAsked("delegate") : undefined} />
      }
    >
      <SpaceBetween size="l">
        <Standings standing={standing} offers={offers} />
        <Container header={<Header variant="h2">Overview</Header>}>
          <Overview assessmentId={assessmentId} controlSet={controlSet} seen={seen} preparedBy={standing.preparedBy} />
        </Container>
        <Controls
          assessmentId={assessmentId}
          controlSet={controlSet}
          mayUpdate={seen.isActive && seen.mayIn(id, "UpdateAssessmentControl")}
          mayBring={seen.isActive && seen.mayIn(id, "BatchImportEvidenceToAssessmentControl")}
          mayQuery={seen.may("QueryEvidence") || seen.mayIn(id, "QueryEvidence")}
        />
        <Container header={<Header variant="h2">What was said of the control set</Header>}>
          <Comments
            said={said}
            empty="Nothing yet. What is said when it is submitted, sent back or completed stays here."
          />
        </Container>
      </SpaceBetween>
      {asked === "delegate" && (
        <DelegateControlSets assessmentId={assessmentId} controlSetIds={[id]} onClose={close} onDone={seen.refetch} />
      )}
      {asked && asked !== "delegate" && (
        <SetReview assessmentId={assessmentId} controlSet={controlSet} move={asked} onClose={close} />
      )}
    </Page>
  );
}

interface ActionsProps {
  readonly offers: readonly Offer[];
  readonly onMove: (move: Move) => void;
  readonly onDelegate: (() => void) | undefined;
}

function Actions({ offers, onMove, onDelegate }: ActionsProps) {
  const last = offers.at(-1);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {onDelegate && <Button onClick={onDelegate}>Delegate</Button>}
      {offers.map(({ move, forbidden }) => (
        <Button
          key={move}
          variant={move === last?.move && !forbidden ? "primary" : "normal"}
          disabled={forbidden !== undefined}
          {...(forbidden ? { disabledReason: forbidden } : {})}
          onClick={() => onMove(move)}
        >
          {MOVES[move].text}
        </Button>
      ))}
    </SpaceBetween>
  );
}

/** Where the review stands, and what is to be done next, by whom. */
function Standings({ standing, offers }: { readonly standing: Standing; readonly offers: readonly Offer[] }) {
  const forbidden = offers.find((each) => each.forbidden)?.forbidden;
  if (!standing.isActive) {
    return <Alert type="info">The assessment is inactive: what was reviewed stays as it is.</Alert>;
  }
  if (standing.status === "REVIEWED") {
    return <Alert type="success">The review of this control set is complete, and cannot be opened again.</Alert>;
  }
  if (forbidden) {
    return (
      <Alert type="info" header="Duties are separated here">
        {forbidden}
      </Alert>
    );
  }
  if (standing.status === "UNDER_REVIEW" && !standing.isOwner && standing.mayReview) {
    return (
      <Alert type="info" header="Submitted for review">
        It waits for an audit owner, who completes its review or sends it back to you. You can still comment and add
        evidence.
      </Alert>
    );
  }
  return null;
}

interface OverviewProps {
  readonly assessmentId: string;
  readonly controlSet: AssessmentControlSet;
  readonly seen: AssessmentSeen;
  readonly preparedBy: string;
}

function Overview({ assessmentId, controlSet, seen, preparedBy }: OverviewProps) {
  const controls: readonly AssessmentControl[] = controlSet.controls ?? [];
  const reviewed = controls.filter((control) => control.status === "REVIEWED").length;
  const evidence = (controlSet.systemEvidenceCount ?? 0) + (controlSet.manualEvidenceCount ?? 0);
  const delegations = controlSet.delegations ?? [];
  return (
    <Properties
      items={[
        [
          "Assessment",
          <Link key="link" href={address("assessments", assessmentId)}>
            {seen.assessment?.metadata?.name}
          </Link>,
        ],
        ["Status", <ControlSetStatus key="status" of={controlSet.status} />],
        ["Controls reviewed", `${reviewed} of ${controls.length}`],
        [
          "Evidence",
          `${evidence.toLocaleString("en")}, ${(controlSet.manualEvidenceCount ?? 0).toLocaleString("en")} of it manual`,
        ],
        ["Submitted by", preparedBy ? nameOf(preparedBy) : ""],
        [
          "Delegated to",
          delegations.length === 0 ? (
            ""
          ) : (
            <SpaceBetween key="delegations" size="xs">
              {delegations.map((each) => (
                <div key={each.id}>
                  <span title={each.roleArn}>{nameOf(each.roleArn)}</span> <DelegationStatus of={each.status} />
                  {each.comment && <div className="console-text">{each.comment}</div>}
                </div>
              ))}
            </SpaceBetween>
          ),
        ],
      ]}
    />
  );
}
