import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs, { type TabsProps } from "@cloudscape-design/components/tabs";
import { useState } from "react";
import { useParams, useSearchParams } from "react-router";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { AccountsTab } from "~/pages/assessment/accounts-tab";
import { type AssessmentSeen, askAssessment, useAssessment, useCoverage } from "~/pages/assessment/assessment";
import { ChangeLog } from "~/pages/assessment/change-log";
import { ControlSetsTab } from "~/pages/assessment/control-sets-tab";
import { CoverageTab } from "~/pages/assessment/coverage-tab";
import { Deactivation } from "~/pages/assessment/deactivation";
import { DelegationsTab } from "~/pages/assessment/delegations-tab";
import { Deletion } from "~/pages/assessment/deletion";
import { Details } from "~/pages/assessment/details";
import { Dormant } from "~/pages/assessment/dormant";
import { Outline } from "~/pages/assessment/outline";
import { OwnersTab } from "~/pages/assessment/owners-tab";
import { whereaboutsOf } from "~/pages/assessment/place";
import { SelectionTab } from "~/pages/assessment/selection-tab";
import { ServicesTab } from "~/pages/assessment/services-tab";
import { Summary } from "~/pages/assessment/summary-container";
import { TagsTab } from "~/pages/assessment/tags-tab";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

const LIST = { text: "Assessments", href: address("assessments") };

export const ask: Ask = (queries, { pathname }) => askAssessment(queries, whereaboutsOf(pathname).assessmentId);

export function Component() {
  const { assessmentId = "" } = useParams();
  const seen = useAssessment(assessmentId);
  const { standing } = useSession();
  if (seen.error?.name === "AccessDeniedException" && standing === "administrator") {
    return <Outline assessmentId={assessmentId} />;
  }
  if (seen.error || !seen.assessment || !seen.own) {
    return (
      <Page title="Assessment" crumbs={[LIST, { text: "Assessment", href: "" }]}>
        {seen.error ? (
          <ErrorAlert error={seen.error} onRetry={seen.refetch} />
        ) : (
          <Loading what="Loading the assessment" />
        )}
      </Page>
    );
  }
  return <Seen assessmentId={assessmentId} seen={seen} />;
}

function Seen({ assessmentId, seen }: { readonly assessmentId: string; readonly seen: AssessmentSeen }) {
  const [search, setSearch] = useSearchParams();
  const { coverage, error, refetch } = useCoverage(assessmentId, seen.may("GetCoverage"));
  const name = seen.assessment?.metadata?.name ?? "";
  const tabs = tabsOf(assessmentId, seen, coverage);
  const asked = search.get("tab");
  const active = tabs.some((tab) => tab.id === asked) ? asked : tabs[0]?.id;
  return (
    <Page
      title={name}
      crumbs={[LIST, { text: name, href: "" }]}
      actions={<Actions assessmentId={assessmentId} seen={seen} />}
    >
      <SpaceBetween size="l">
        <Dormant assessmentId={assessmentId} seen={seen} />
        <Details seen={seen} />
        {seen.may("GetCoverage") && (
          <Summary
            assessmentId={assessmentId}
            coverage={coverage}
            error={error}
            onRetry={refetch}
            mayQuery={seen.may("QueryEvidence")}
          />
        )}
        <Tabs
          tabs={tabs}
          activeTabId={active ?? ""}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
          ariaLabel="Parts of the assessment"
        />
      </SpaceBetween>
    </Page>
  );
}

function tabsOf(
  assessmentId: string,
  seen: AssessmentSeen,
  coverage: ReturnType<typeof useCoverage>["coverage"],
): TabsProps.Tab[] {
  const shown = (isShown: boolean, id: string, label: string, content: TabsProps.Tab["content"]): TabsProps.Tab[] =>
    isShown ? [{ id, label, content }] : [];
  return [
    ...shown(
      true,
      "control-sets",
      "Control sets",
      <ControlSetsTab assessmentId={assessmentId} seen={seen} coverage={coverage} />,
    ),
    ...shown(
      seen.may("GetCoverage"),
      "coverage",
      "Coverage and refusals",
      <CoverageTab assessmentId={assessmentId} coverage={coverage} />,
    ),
    ...shown(
      seen.may("GetEvidenceFoldersByAssessment"),
      "selection",
      "Assessment report selection",
      <SelectionTab assessmentId={assessmentId} seen={seen} />,
    ),
    ...shown(true, "delegations", "Delegations", <DelegationsTab seen={seen} />),
    ...shown(true, "accounts", "AWS accounts", <AccountsTab assessmentId={assessmentId} seen={seen} />),
    ...shown(true, "services", "AWS services", <ServicesTab seen={seen} />),
    ...shown(true, "owners", "Audit owners", <OwnersTab seen={seen} />),
    ...shown(true, "tags", "Tags", <TagsTab seen={seen} />),
    ...shown(seen.may("GetChangeLogs"), "changelog", "Changelog", <ChangeLog assessmentId={assessmentId} />),
  ];
}

function Actions({ assessmentId, seen }: { readonly assessmentId: string; readonly seen: AssessmentSeen }) {
  const [asked, setAsked] = useState<"end" | "delete">();
  const mayEdit = seen.isActive && seen.may("UpdateAssessment");
  const items = [
    ...(seen.isActive && seen.may("UpdateAssessmentStatus") ? [{ id: "end", text: "Make inactive" }] : []),
    ...(seen.may("DeleteAssessment") ? [{ id: "delete", text: "Delete" }] : []),
  ];
  const mayReport = seen.may("CreateAssessmentReport");
  if (!mayEdit && !mayReport && items.length === 0) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {items.length > 0 && (
        <ButtonDropdown items={items} onItemClick={({ detail }) => setAsked(detail.id === "end" ? "end" : "delete")}>
          Actions
        </ButtonDropdown>
      )}
      {mayReport && <Button href={address("assessments", assessmentId, "report")}>Generate assessment report</Button>}
      {mayEdit && (
        <Button variant="primary" href={address("assessments", assessmentId, "edit")}>
          Edit
        </Button>
      )}
      {asked === "end" && <Deactivation assessmentId={assessmentId} seen={seen} onEnd={() => setAsked(undefined)} />}
      {asked === "delete" && <Deletion assessmentId={assessmentId} seen={seen} onEnd={() => setAsked(undefined)} />}
    </SpaceBetween>
  );
}
