import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { setRule } from "~/pages/controls/saving";
import { type Details, inWords, type Source } from "~/pages/controls/words";
import { Confirm } from "~/parts/confirm";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { useLeaving } from "~/parts/leaving";
import type { SourceType } from "~/parts/library-words";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Unsaved } from "~/parts/unsaved";

const RuleEditor = lazy(() => import("~/pages/controls/rule-editor"));

export function Component() {
  const { controlId = "", sourceId = "" } = useParams();
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/control-details/{control_id}", {
    params: { path: { control_id: controlId } },
  });
  const source = data?.sources.find(({ id }) => id === sourceId);
  const name = data?.name ?? "Control";
  const canHave = data && !data.isStandard && source?.takesRule && !source.isRuleInDescription && source.sourceType;
  return (
    <Page
      title={source ? `Rule: ${source.name || source.keywords.join(", ")}` : "Rule"}
      crumbs={[
        { text: "Control library", href: address("controls") },
        { text: name, href: address("controls", controlId) },
        { text: "Rule", href: "" },
      ]}
      description={source && <span className="console-text">{inWords(source)}</span>}
    >
      <ErrorAlert error={error} onRetry={() => void refetch()} />
      {!data && !error && <Loading what="Loading the rule" />}
      {data && canHave && <Editing key={sourceId} of={data} source={source} type={canHave} />}
      {data && !canHave && (
        <EmptyState
          title="There is no rule to edit here"
          action={<Button href={address("controls", controlId)}>Go to the control</Button>}
        >
          The source is not there, brings its own verdict, or has its rule in its description.
        </EmptyState>
      )}
    </Page>
  );
}

interface EditingProps {
  readonly of: Details;
  readonly source: Source;
  readonly type: SourceType;
}

function Editing({ of, source, type }: EditingProps) {
  const [before] = useState(source.rule?.expression ?? "");
  const [rule, setTyped] = useState(before);
  const [isRemoving, setRemoving] = useState(false);
  const navigate = useNavigate();
  const notify = useNotify();
  const forget = useForget();
  const { isLeaving, leaveTo } = useLeaving();
  const back = `/controls/${encodeURIComponent(of.id)}`;
  const saving = useMutation({
    mutationFn: (wanted: string | null) => setRule(of.id, source.id, wanted),
    onSuccess: async (_, wanted) => {
      await forget("/v1/control-details/{control_id}");
      notify({ type: "success", header: wanted === null ? "The rule was taken away" : "The rule was saved" });
      leaveTo(back);
    },
  });
  return (
    <>
      <Unsaved when={!isLeaving && rule !== before} />
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">Rule</Header>}>
          <Suspense fallback={<Loading what="Loading the rule editor" />}>
            <RuleEditor
              label="Rule (CEL): what is compliant"
              value={rule}
              onChange={setTyped}
              sourceType={type}
              keyword={source.keywords[0] ?? ""}
            />
          </Suspense>
        </Container>
        {!isRemoving && <ErrorAlert error={saving.error} />}
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <Button variant="link" onClick={() => navigate(back)}>
            Cancel
          </Button>
          {before !== "" && <Button onClick={() => setRemoving(true)}>Remove rule</Button>}
          <Button
            variant="primary"
            disabled={rule.trim() === "" || rule === before}
            loading={saving.isPending}
            onClick={() => saving.mutate(rule.trim())}
          >
            Save rule
          </Button>
        </SpaceBetween>
      </SpaceBetween>
      {isRemoving && (
        <Confirm
          header="Remove rule?"
          action="Remove"
          isBusy={saving.isPending}
          error={saving.error}
          onCancel={() => setRemoving(false)}
          onConfirm={() => saving.mutate(null)}
        >
          What is collected from then on is inconclusive until people decide. Verdicts that are there stay.
        </Confirm>
      )}
    </>
  );
}
