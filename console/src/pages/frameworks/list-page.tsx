import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { v1Hooks } from "~/api/v1";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { useMay } from "~/app/session-gate";
import { FrameworkActions } from "~/pages/frameworks/actions";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { FrameworkBrowser, type FrameworkCard } from "~/parts/framework-browser";
import { Page } from "~/parts/page";

const CARDS = v1Hooks.queryOptions("get", "/v1/framework-cards");

export const ask: Ask = (queries) => queries.prefetchQuery(CARDS);

export function Component() {
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch } = useQuery(CARDS);
  const mayCreate = useMay("CreateAssessmentFramework");
  const kinds = { standard: data?.filter((each) => each.isStandard), custom: data?.filter((each) => !each.isStandard) };
  return (
    <Page
      title="Framework library"
      description="What accounts are assessed against: controls, grouped into control sets."
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button href={address("frameworks", "compare")}>Compare</Button>
          {mayCreate && <Button href={address("frameworks", "import")}>Import file</Button>}
          {mayCreate && (
            <Button variant="primary" href={address("frameworks", "create")}>
              Create custom framework
            </Button>
          )}
        </SpaceBetween>
      }
    >
      {error ? (
        <ErrorAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <Tabs
          ariaLabel="Kinds of framework"
          activeTabId={search.get("tab") === "custom" ? "custom" : "standard"}
          onChange={({ detail }) => setSearch({ tab: detail.activeTabId }, { replace: true, preventScrollReset: true })}
          tabs={[
            {
              id: "standard",
              label: "Standard frameworks",
              content: <Kind name="Standard frameworks" cards={kinds.standard} />,
            },
            {
              id: "custom",
              label: "Custom frameworks",
              content: <Kind name="Custom frameworks" cards={kinds.custom} mayCreate={mayCreate} />,
            },
          ]}
        />
      )}
    </Page>
  );
}

interface KindProps {
  readonly name: string;
  readonly cards: readonly FrameworkCard[] | undefined;
  readonly mayCreate?: boolean;
}

function Kind({ name, cards, mayCreate = false }: KindProps) {
  const [chosenId, setChosenId] = useState<string>();
  const chosen = cards?.find((each) => each.id === chosenId);
  return (
    <FrameworkBrowser
      name={name}
      remember="frameworks"
      cards={cards}
      selected={chosen ? [chosen] : []}
      onSelect={(card) => setChosenId(card?.id)}
      href={({ id }) => address("frameworks", id)}
      actions={<FrameworkActions framework={chosen} onDeleted={() => setChosenId(undefined)} />}
      empty={
        <EmptyState
          title="No custom frameworks"
          action={mayCreate && <Button href={address("frameworks", "create")}>Create custom framework</Button>}
        >
          {mayCreate
            ? "Make a copy of a standard framework and change it, begin with an empty one, or import a file."
            : "An administrator can make some."}
        </EmptyState>
      }
    />
  );
}
