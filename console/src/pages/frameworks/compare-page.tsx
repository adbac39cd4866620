import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import type { components } from "~/api/schema";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { ErrorAlert } from "~/parts/error-alert";
import { FileField, type TextFile } from "~/parts/file-field";
import type { FrameworkCard } from "~/parts/framework-browser";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

const Result = lazy(() => import("~/pages/frameworks/compare-result"));

type Given = components["schemas"]["SideGiven"];
type Side = "before" | "after";

const CRUMBS = [
  { text: "Framework library", href: address("frameworks") },
  { text: "Compare", href: "" },
];
const FILE_MOST = 1 << 20;
const TITLES: Readonly<Record<Side, string>> = { before: "Before", after: "After" };

export function Component() {
  return (
    <Page
      title="Compare frameworks"
      crumbs={CRUMBS}
      description="Two frameworks, or two versions of one: what was added, removed and changed."
    >
      <Comparing />
    </Page>
  );
}

/** What stands on one side: a framework of the library, or a file. */
interface Chosen {
  readonly from: "library" | "file";
  readonly file?: TextFile;
}

function Comparing() {
  const [search, setSearch] = useSearchParams();
  const cards = v1Hooks.useQuery("get", "/v1/framework-cards");
  const [chosen, setChosen] = useState<Readonly<Record<Side, Chosen>>>({
    before: { from: "library" },
    after: { from: "library" },
  });
  const [isTried, setTried] = useState(false);
  const comparison = v1Hooks.useMutation("post", "/v1/framework-comparisons");
  const given: Readonly<Record<Side, Given | undefined>> = {
    before: givenOf(chosen.before, search.get("before")),
    after: givenOf(chosen.after, search.get("after")),
  };
  const compare = () => {
    setTried(true);
    if (given.before && given.after) comparison.mutate({ body: { before: given.before, after: given.after } });
  };
  const pick = (side: Side, id: string | undefined) => {
    comparison.reset();
    setSearch(
      (before) => {
        if (id) before.set(side, id);
        else before.delete(side);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  const put = (side: Side, next: Chosen) => {
    comparison.reset();
    setChosen({ ...chosen, [side]: next });
  };
  if (cards.error) return <ErrorAlert error={cards.error} onRetry={() => void cards.refetch()} />;
  return (
    <SpaceBetween size="l">
      <Grid gridDefinition={[{ colspan: { default: 12, xs: 6 } }, { colspan: { default: 12, xs: 6 } }]}>
        {(["before", "after"] as const).map((side) => (
          <OneSide
            key={side}
            side={side}
            cards={cards.data ?? []}
            id={search.get(side)}
            chosen={chosen[side]}
            isMissing={isTried && !given[side]}
            onPick={(id) => pick(side, id)}
            onPut={(next) => put(side, next)}
          />
        ))}
      </Grid>
      <Button variant="primary" loading={comparison.isPending} onClick={compare}>
        Compare
      </Button>
      <ErrorAlert error={comparison.error} />
      <div aria-live="polite">
        {comparison.data && (
          <Suspense fallback={<Loading what="Loading the comparison" />}>
            <Result found={comparison.data} />
          </Suspense>
        )}
      </div>
    </SpaceBetween>
  );
}

function givenOf({ from, file }: Chosen, id: string | null): Given | undefined {
  if (from === "file") return file && { content: file.content, frameworkId: null };
  return id ? { frameworkId: id, content: null } : undefined;
}

interface SideProps {
  readonly side: Side;
  readonly cards: readonly FrameworkCard[];
  readonly id: string | null;
  readonly chosen: Chosen;
  readonly isMissing: boolean;
  readonly onPick: (id: string | undefined) => void;
  readonly onPut: (chosen: Chosen) => void;
}

function OneSide({ side, cards, id, chosen, isMissing, onPick, onPut }: SideProps) {
  const options = cards.map((card) => ({
    value: card.id,
    label: card.name,
    description: `${card.isStandard ? "Standard" : "Custom"}, ${card.controlsCount} controls, version ${card.version || "-"}`,
  }));
  return (
    <Container header={<Header variant="h2">{TITLES[side]}</Header>}>
      <SpaceBetween size="m">
        <SegmentedControl
          label={`${TITLES[side]} comes from`}
          selectedId={chosen.from}
          onChange={({ detail }) => onPut({ ...chosen, from: detail.selectedId as Chosen["from"] })}
          options={[
            { id: "library", text: "Library" },
            { id: "file", text: "File" },
          ]}
        />
        {chosen.from === "library" ? (
          <FormField label="Framework" errorText={isMissing ? "Choose a framework." : undefined}>
            <Select
              ariaLabel={TITLES[side].toLowerCase()}
              placeholder="Choose a framework"
              filteringType="auto"
              options={options}
              selectedOption={options.find(({ value }) => value === id) ?? null}
              onChange={({ detail }) => onPick(detail.selectedOption.value)}
            />
          </FormField>
        ) : (
          <FileField
            label="Framework file"
            constraint="YAML or JSON, up to 1 MB. It is only looked at, and not kept."
            accept=".yaml,.yml,.json"
            most={FILE_MOST}
            file={chosen.file}
            onChange={(file) => onPut(file ? { from: "file", file } : { from: "file" })}
            error={isMissing ? "Choose a file." : undefined}
          />
        )}
      </SpaceBetween>
    </Container>
  );
}
