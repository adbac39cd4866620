import { GetAssessmentFrameworkCommand } from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs, { type TabsProps } from "@cloudscape-design/components/tabs";
import { useParams, useSearchParams } from "react-router";
import { useAws, useForget } from "~/api/hooks";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { assessmentAddress, FrameworkActions } from "~/pages/frameworks/actions";
import { ControlTree } from "~/pages/frameworks/control-tree";
import { ALL, countsOf, expandable, treeOf } from "~/pages/frameworks/tree";
import { Copyable } from "~/parts/copyable";
import { ErrorAlert } from "~/parts/error-alert";
import { type FrameworkCard, shareOf } from "~/parts/framework-browser";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { Tags } from "~/parts/tags";
import { Time } from "~/parts/time";

type Shown = components["schemas"]["FrameworkShown"];

const LIST = { text: "Framework library", href: address("frameworks") };

export function Component() {
  const { frameworkId = "" } = useParams();
  const shown = v1Hooks.useQuery("get", "/v1/frameworks/{framework_id}", {
    params: { path: { framework_id: frameworkId } },
  });
  const cards = v1Hooks.useQuery("get", "/v1/framework-cards");
  const card = cards.data?.find((each) => each.id === frameworkId);
  const name = shown.data?.outline.name ?? "Framework";
  const error = shown.error ?? cards.error;
  const mayAssess = useMay("CreateAssessment");
  return (
    <Page
      title={name}
      crumbs={[LIST, { text: name, href: "" }]}
      actions={
        card && (
          <SpaceBetween direction="horizontal" size="xs">
            <FrameworkActions framework={card} />
            {mayAssess && (
              <Button variant="primary" href={assessmentAddress(card.id)}>
                Create assessment from framework
              </Button>
            )}
          </SpaceBetween>
        )
      }
    >
      <SpaceBetween size="l">
        <ErrorAlert error={error} onRetry={() => void Promise.all([shown.refetch(), cards.refetch()])} />
        {(shown.isPending || cards.isPending) && !error && <Loading what="Loading the framework" />}
        {shown.data && card && <Loaded shown={shown.data} card={card} />}
      </SpaceBetween>
    </Page>
  );
}

function Loaded({ shown, card }: { readonly shown: Shown; readonly card: FrameworkCard }) {
  const [search, setSearch] = useSearchParams();
  const forget = useForget();
  const whole = useAws(GetAssessmentFrameworkCommand, { frameworkId: card.id }, { enabled: !card.isStandard });
  const framework = whole.data?.framework;
  const mayTag = [useMay("TagResource"), useMay("UntagResource")].every(Boolean);
  const tabs: TabsProps.Tab[] = [
    { id: "controls", label: "Control sets", content: <ControlTree framework={shown} /> },
    ...(framework
      ? [
          {
            id: "tags",
            label: "Tags",
            content: (
              <Tags
                of="the framework"
                remember="framework-tags"
                arn={framework.arn ?? ""}
                tags={framework.tags}
                mayTag={mayTag}
                onSaved={() => forget(GetAssessmentFrameworkCommand)}
              />
            ),
          },
        ]
      : []),
  ];
  const asked = search.get("tab");
  return (
    <SpaceBetween size="l">
      <Details shown={shown} card={card} by={framework?.createdBy} />
      <ErrorAlert error={whole.error} onRetry={() => void whole.refetch()} />
      {tabs.length === 1 ? (
        tabs[0]?.content
      ) : (
        <Tabs
          tabs={tabs}
          activeTabId={asked === "tags" ? "tags" : "controls"}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
          ariaLabel="Parts of the framework"
        />
      )}
    </SpaceBetween>
  );
}

interface DetailsProps {
  readonly shown: Shown;
  readonly card: FrameworkCard;
  readonly by: string | undefined;
}

function Details({ shown, card, by }: DetailsProps) {
  const objectives = expandable(treeOf(shown, "domain", ALL)).length - shown.controlSets.length;
  const counts = countsOf(shown.controlSets.flatMap((set) => set.objectives.flatMap((each) => each.controls)));
  return (
    <Container header={<Header variant="h2">Framework details</Header>}>
      <SpaceBetween size="l">
        <span className="console-text">{card.description || "It has no description."}</span>
        <Properties
          columns={4}
          items={[
            ["Framework type", card.isStandard ? "Standard framework" : "Custom framework"],
            ["Compliance type", card.complianceType],
            ["Version", card.version],
            ["Last updated", card.updatedAt ? <Time key="at" at={card.updatedAt} relative /> : "Comes with the server"],
            ["Control sets", card.domains.length],
            ["Objectives", objectives],
            ["Controls", counts.controls],
            ["Automated", shareOf(card)],
            ["Evidence sources", `${counts.sources} (${counts.automatedSources} automated)`],
            ...(by ? ([["Created by", by]] as const) : []),
            ["ID", <Copyable key="id" value={card.id} name="ID of the framework" />],
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
