import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { type AssessmentSeen, askAssessment, ITEM, useAssessment } from "~/pages/assessment/assessment";
import {
  controlAddress,
  folderAddress,
  useWhereabouts,
  type Whereabouts,
  whereaboutsOf,
} from "~/pages/assessment/place";
import { useSelecting } from "~/pages/evidence/selection";
import { Copyable } from "~/parts/copyable";
import { ErrorAlert } from "~/parts/error-alert";
import { JsonViewer } from "~/parts/json-viewer";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { Time, utcDay } from "~/parts/time";
import { VerdictStatus } from "~/parts/verdict";

type Item = components["schemas"]["EvidenceDetail"];

export const ask: Ask = (queries, { pathname }) => {
  const place = whereaboutsOf(pathname);
  askAssessment(queries, place.assessmentId);
  void queries.prefetchQuery(itemOf(place));
};

/** How an item is asked for. */
function itemOf({ assessmentId, evidenceId }: Whereabouts) {
  return v1Hooks.queryOptions("get", ITEM, {
    params: { path: { assessment_id: assessmentId, evidence_id: evidenceId } },
  });
}

export function Component() {
  const place = useWhereabouts();
  const seen = useAssessment(place.assessmentId);
  const { data, error, refetch } = useQuery(itemOf(place));
  const control = seen.assessment?.framework?.controlSets
    ?.find((each) => each.id === place.controlSetId)
    ?.controls?.find((each) => each.id === place.controlId)?.name;
  return (
    <Page
      title={data ? titleOf(data) : "Evidence"}
      description={control}
      crumbs={[
        { text: "Assessments", href: address("assessments") },
        { text: seen.assessment?.metadata?.name ?? "Assessment", href: address("assessments", place.assessmentId) },
        { text: control ?? "Control", href: controlAddress(place) },
        { text: data ? utcDay(data.collectedAt) : "Evidence folder", href: folderAddress(place, place.folderId) },
        { text: "Evidence", href: "" },
      ]}
      actions={data && <SelectionButton place={place} seen={seen} item={data} />}
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Loading what="Loading the evidence" />}
      {data && <Evidence place={place} item={data} />}
    </Page>
  );
}

/** Return what an item is called: what was done or asked, and of what. */
function titleOf({ eventName, evidenceByType, resource }: Item): string {
  return [eventName || evidenceByType, resource].filter(Boolean).join(": ");
}

interface SelectionProps {
  readonly place: Whereabouts;
  readonly seen: AssessmentSeen;
  readonly item: Item;
}

function SelectionButton({ place, seen, item }: SelectionProps) {
  const selecting = useSelecting(place.assessmentId, place.folderId);
  if (!seen.may("BatchAssociateAssessmentReportEvidence")) return null;
  return item.isSelected ? (
    <Button loading={selecting.isRemoving} onClick={() => void selecting.remove([item.id])}>
      Remove from assessment report
    </Button>
  ) : (
    <Button loading={selecting.isAdding} onClick={() => void selecting.add([item.id])}>
      Add to assessment report
    </Button>
  );
}

function Evidence({ place, item }: { readonly place: Whereabouts; readonly item: Item }) {
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Verdict</Header>}>
        <SpaceBetween size="m">
          <Properties
            columns={2}
            items={[
              ["Verdict", <VerdictStatus key="verdict" of={item.verdict} />],
              ["Reason", item.reason],
            ]}
          />
          <Rule rule={item.rule} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Evidence detail</Header>}>
        <Properties
          items={[
            ["Held at", <Time key="time" at={item.time} />],
            ["Collected at", <Time key="collected" at={item.collectedAt} />],
            ["Evidence by type", item.evidenceByType],
            ["Data source", item.sourceKind],
            ["Event source", item.eventSource],
            ["Event name", item.eventName],
            ["Account", item.account],
            ["Region", item.region],
            ["Who", item.principal],
            ["Assessment report selection", <SelectionState key="selected" place={place} item={item} />],
            [
              "Evidence source",
              <Link key="source" href={`${controlAddress(place)}?tab=sources`}>
                {item.sourceId}
              </Link>,
            ],
            ["Evidence ID", <Copyable key="id" value={item.id} name="Evidence ID" />],
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Resources included</Header>}>
        {item.resource ? (
          <Copyable value={item.resource} name="Resource" />
        ) : (
          <Box>
            The whole of account {item.account}, region {item.region}.
          </Box>
        )}
      </Container>
      <Attributes of={item.attributes} />
      <Raw fact={item.fact} />
    </SpaceBetween>
  );
}

function SelectionState({ place, item }: { readonly place: Whereabouts; readonly item: Item }) {
  if (!item.isSelected) return "No";
  return <Link href={`${address("assessments", place.assessmentId)}?tab=selection`}>Yes: see the selection</Link>;
}

function Rule({ rule }: { readonly rule: string }) {
  if (!rule) return <Box color="text-body-secondary">No rule decides this evidence: a person looks at it.</Box>;
  return (
    <div>
      <Box variant="awsui-key-label">Rule</Box>
      <div className="console-code">
        <Box variant="code">{rule}</Box>
      </div>
    </div>
  );
}

function Attributes({ of }: { readonly of: Readonly<Record<string, string>> }) {
  const attributes = Object.entries(of);
  if (attributes.length === 0) return null;
  return (
    <Container header={<Header variant="h2">Attributes</Header>}>
      <Properties items={attributes} />
    </Container>
  );
}

function Raw({ fact }: { readonly fact: Item["fact"] }) {
  const provenance = Object.entries(fact.provenance).map(([name, value]) => [`Provenance: ${name}`, value] as const);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Kept byte for byte as it was received: the digest is of these bytes. JSON is laid out here to be read."
        >
          What the source said
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Properties
          columns={2}
          items={[
            ["SHA-256", <Copyable key="digest" value={fact.contentSha256} name="SHA-256" />],
            ["Size", `${fact.contentBytes.toLocaleString("en")} bytes`],
            ["What was asked", fact.question],
            ["Part of the answer", fact.part],
            ["Fact ID", <Copyable key="fact" value={fact.id} name="Fact ID" />],
            ["Collection slot", <Copyable key="slot" value={fact.slotId} name="Collection slot" />],
            ...provenance,
          ]}
        />
        {fact.isText ? (
          <>
            {!fact.isWhole && <Alert type="info">It is too long to be shown whole: this is its beginning.</Alert>}
            <JsonViewer name="Raw content" value={fact.content} />
          </>
        ) : (
          <Alert type="info">It is no text, and is not shown here.</Alert>
        )}
      </SpaceBetween>
    </Container>
  );
}
