import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { explain } from "~/api/explain";
import { pagesOptions } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import type { Ask } from "~/app/page";
import { address } from "~/app/paths";
import { ExportButton } from "~/pages/evidence-finder/exporting";
import { DIMENSIONS, type Dimension } from "~/pages/evidence-finder/properties";
import {
  type Asked,
  cleared,
  criteriaOf,
  isNarrow,
  queryOf,
  readAsked,
  without,
  writeAsked,
} from "~/pages/evidence-finder/query";
import { SavedQueries } from "~/pages/evidence-finder/saved-queries";
import { useSuggestions } from "~/pages/evidence-finder/suggestions";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { foundBy } from "~/parts/found-evidence";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

// Each alone is small enough for a first load; they are asked for at once, and show as they come.
const results = import("~/pages/evidence-finder/results-table");
const bar = import("~/pages/evidence-finder/search-bar");
const ResultsTable = lazy(() => results);
const SearchBar = lazy(() => bar);
const GroupsView = lazy(() => import("~/pages/evidence-finder/groups-view"));

export const ask: Ask = (queries, { searchParams }) => {
  const asked = readAsked(searchParams);
  void queries.prefetchInfiniteQuery(pagesOptions(...foundBy(queryOf(asked))));
  void queries.prefetchQuery(countOf(asked));
};

/** How it is asked how much is found. */
function countOf(asked: Asked) {
  return v1Hooks.queryOptions("get", "/v1/evidence/groups", {
    params: { query: { ...criteriaOf(asked), maxResults: 1 } },
  });
}

export function Component() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const asked = useMemo(() => readAsked(search), [search]);
  const suggestions = useSuggestions(asked);
  const change = (next: Asked) => navigate({ search: writeAsked(next) });
  const { data, error, refetch } = useQuery(countOf(asked));
  const count = data?.evidenceCount;
  return (
    <Page
      title="Evidence finder"
      description="Evidence of all assessments that you may look into."
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <SavedQueries asked={asked} nameOf={suggestions.nameOf} />
          <ExportButton asked={asked} count={count} />
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <Suspense fallback={<Loading what="Loading the search" />}>
          <SearchBar asked={asked} suggestions={suggestions} onChange={change} />
        </Suspense>
        <GroupBy by={asked.by} onChange={(by) => change({ ...asked, by })} />
        {error ? (
          <WrongQuery error={error} asked={asked} onChange={change} onRetry={() => void refetch()} />
        ) : (
          <Suspense fallback={<Loading what="Loading evidence" />}>
            {asked.by && <GroupsView asked={asked} by={asked.by} onChange={change} />}
            <ResultsTable
              asked={asked}
              description={count === undefined ? undefined : countText(count)}
              nameOf={suggestions.nameOf}
              onOrder={() =>
                change({ ...asked, order: asked.order === "newest_first" ? "oldest_first" : "newest_first" })
              }
              empty={<Nothing asked={asked} onClear={() => change(cleared(asked))} />}
            />
          </Suspense>
        )}
      </SpaceBetween>
    </Page>
  );
}

function countText(count: number): string {
  return count === 1 ? "1 item found" : `${count.toLocaleString("en")} items found`;
}

interface GroupByProps {
  readonly by: Dimension | undefined;
  readonly onChange: (by: Dimension | undefined) => void;
}

const UNGROUPED = { value: "", label: "Not grouped" };
const GROUPINGS = [UNGROUPED, ...DIMENSIONS.map(({ key, label }) => ({ value: key as string, label }))];

function GroupBy({ by, onChange }: GroupByProps) {
  return (
    <div className="console-screen-only">
      <FormField label="Group by" description="Counts the evidence, and shows the largest groups as bars.">
        <Select
          options={GROUPINGS}
          selectedOption={GROUPINGS.find(({ value }) => value === by) ?? UNGROUPED}
          onChange={({ detail }) => onChange((detail.selectedOption.value || undefined) as Dimension | undefined)}
        />
      </FormField>
    </div>
  );
}

interface WrongProps {
  readonly error: unknown;
  readonly asked: Asked;
  readonly onChange: (asked: Asked) => void;
  readonly onRetry: () => void;
}

/** What is wrong with the question, and a way out of it. */
function WrongQuery({ error, asked, onChange, onRetry }: WrongProps) {
  const names = explain(error).fields.map(({ name }) => name);
  const better = without(asked, names);
  const isMendable = writeAsked(better) !== writeAsked(asked);
  return (
    <SpaceBetween size="s">
      <ErrorAlert error={error} onRetry={onRetry} />
      {isMendable && <Button onClick={() => onChange(better)}>Search without {names.join(", ")}</Button>}
      {isNarrow(asked) && !isMendable && <Button onClick={() => onChange(cleared(asked))}>Clear the search</Button>}
    </SpaceBetween>
  );
}

function Nothing({ asked, onClear }: { readonly asked: Asked; readonly onClear: () => void }) {
  if (isNarrow(asked)) {
    return (
      <EmptyState title="No evidence found" action={<Button onClick={onClear}>Clear the search</Button>}>
        Nothing that you may look into is like this. Take a criterion out, or choose more days. What a source would not
        say is no evidence: it is under Coverage of the assessment.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No evidence yet" action={<Button href={address("assessments")}>Go to assessments</Button>}>
      You find the evidence of assessments that you own, whose control sets are delegated to you, or that you audit.
      There is none of these, or nothing was collected for them yet.
    </EmptyState>
  );
}
