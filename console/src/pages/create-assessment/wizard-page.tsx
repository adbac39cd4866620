import { CreateAssessmentCommand, GetSettingsCommand, ListAssessmentsCommand } from "@aws-sdk/client-auditmanager";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Wizard from "@cloudscape-design/components/wizard";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { explain } from "~/api/explain";
import { useAws, useAwsMutation } from "~/api/hooks";
import { v1, v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { useMay, useSession } from "~/app/session-gate";
import { AccountsStep } from "~/pages/create-assessment/accounts-step";
import { DetailsStep } from "~/pages/create-assessment/details-step";
import {
  type Draft,
  firstWrongStep,
  isTyped,
  type Kept,
  keptFrom,
  moreOf,
  NOTHING,
  requestOf,
  STEPS,
  type Step,
  stepOfField,
  wrongIn,
} from "~/pages/create-assessment/draft";
import { DraftsAlert } from "~/pages/create-assessment/drafts-alert";
import { FrameworkStep } from "~/pages/create-assessment/framework-step";
import { OwnersStep } from "~/pages/create-assessment/owners-step";
import { useReadiness } from "~/pages/create-assessment/readiness";
import { ReviewStep } from "~/pages/create-assessment/review-step";
import { ServicesStep } from "~/pages/create-assessment/services-step";
import { TagsStep } from "~/pages/create-assessment/tags-step";
import { type Keeping, useKeptDraft } from "~/pages/create-assessment/use-kept-draft";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";

const CRUMBS = [
  { text: "Assessments", href: address("assessments") },
  { text: "Create assessment", href: "" },
];
const TITLES: Readonly<Record<Step, readonly [title: string, description: string]>> = {
  details: ["Specify assessment details", "What it is called, and where its reports go."],
  framework: ["Select framework", "What the accounts are weighed against."],
  tags: ["Add tags", "Labels of the assessment."],
  accounts: ["Specify AWS accounts", "Where evidence is collected."],
  services: ["Specify AWS services", "What is looked at in each account."],
  owners: ["Specify audit owners", "Who does everything with the assessment."],
  review: ["Review and create", "Once it is created, evidence is collected at once and from then on."],
};

export function Component() {
  const [search] = useSearchParams();
  const id = search.get("draft") ?? undefined;
  return (
    <Page title="Create assessment" crumbs={CRUMBS}>
      {/* Another draft is another form. */}
      {id ? <Continued key={id} id={id} /> : <Begun key="new" />}
    </Page>
  );
}

/** A new assessment, with what the settings and who is signed in say beforehand. */
function Begun() {
  const { arn } = useSession();
  const [search] = useSearchParams();
  const maySee = useMay("GetSettings");
  const settings = useAws(GetSettingsCommand, { attribute: "ALL" }, { enabled: maySee });
  if (maySee && settings.isPending) return <Loading what="Loading the settings" />;
  const usual = settings.data?.settings;
  const owners = (usual?.defaultProcessOwners ?? []).map((role) => role.roleArn ?? "").filter(Boolean);
  const draft = {
    ...NOTHING,
    // Who comes from a framework has chosen it.
    frameworkId: search.get("framework") ?? "",
    destination: usual?.defaultAssessmentReportsDestination?.destination ?? "",
    owners: [...new Set([arn, ...owners])],
  };
  return (
    <SpaceBetween size="l">
      <DraftsAlert />
      <CreateWizard begun={{ step: "details", draft }} />
    </SpaceBetween>
  );
}

/** One that was left midway. */
function Continued({ id }: { readonly id: string }) {
  const { data, error, isPending, refetch } = v1Hooks.useQuery(
    "get",
    "/v1/drafts/{draft_id}",
    { params: { path: { draft_id: id } } },
    // What is typed here is newer than what the server has.
    { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 },
  );
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Loading what="Loading the draft" />;
  return <CreateWizard begun={keptFrom(data.content)} draftId={id} />;
}

function CreateWizard({ begun, draftId }: { readonly begun: Kept; readonly draftId?: string }) {
  const [draft, setDraft] = useState(begun.draft);
  const [step, setStep] = useState(begun.step);
  const [tried, setTried] = useState<ReadonlySet<Step>>(new Set());
  const navigate = useNavigate();
  const looking = useReadiness(draft);
  const kept = useKeptDraft({ step, draft }, draftId, isTyped(draft, begun.draft));
  const { create, isBusy, error } = useCreation(draft, kept.forget);

  const wrongNow = wrongIn(step, draft);
  const isWrong = Object.keys(wrongNow).length > 0;
  const wrong = tried.has(step) ? wrongNow : {};
  const onChange = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const go = (to: Step) => {
    // Only forward, as one goes back to correct something.
    if (isWrong && STEPS.indexOf(to) > STEPS.indexOf(step)) return setTried(new Set([...tried, step]));
    setStep(to);
  };
  const submit = () => {
    const first = firstWrongStep(draft);
    if (first === undefined) return void create();
    setTried(new Set(STEPS));
    setStep(first);
  };
  const leave = async () => {
    await kept.flush();
    navigate("/assessments");
  };
  const props = { draft, onChange, wrong };
  const contents: Readonly<Record<Step, () => ReactNode>> = {
    details: () => <DetailsStep {...props} />,
    framework: () => <FrameworkStep {...props} />,
    tags: () => <TagsStep {...props} />,
    accounts: () => <AccountsStep {...props} looking={looking} />,
    services: () => <ServicesStep {...props} />,
    owners: () => <OwnersStep {...props} />,
    review: () => <ReviewStep draft={draft} looking={looking} onEdit={setStep} />,
  };
  return (
    <SpaceBetween size="s">
      <Wizard
        activeStepIndex={STEPS.indexOf(step)}
        onNavigate={({ detail }) => go(STEPS[detail.requestedStepIndex] ?? step)}
        onCancel={() => void leave()}
        onSubmit={submit}
        isLoadingNextStep={isBusy}
        allowSkipTo
        submitButtonText="Create assessment"
        i18nStrings={{
          stepNumberLabel: (number) => `Step ${number}`,
          collapsedStepsLabel: (number, count) => `Step ${number} of ${count}`,
          skipToButtonLabel: (to) => `Skip to: ${to.title}`,
          navigationAriaLabel: "Steps",
          cancelButton: "Cancel",
          previousButton: "Previous",
          nextButton: "Next",
          optional: "optional",
        }}
        steps={STEPS.map((each) => ({
          title: TITLES[each][0],
          description: TITLES[each][1],
          isOptional: each === "tags",
          content: (
            <SpaceBetween size="l">
              {each === step ? contents[each]() : null}
              {each === "review" && error ? <CreationError error={error} onEdit={setStep} /> : null}
            </SpaceBetween>
          ),
          ...(tried.has(each) && each === step && isWrong
            ? { errorText: "Correct what is marked before you go on." }
            : {}),
        }))}
      />
      <KeepingStatus state={kept.state} />
    </SpaceBetween>
  );
}

/** Create the assessment, then give it what Audit Manager's request has no place for. */
function useCreation(draft: Draft, forget: () => Promise<void>) {
  const navigate = useNavigate();
  const notify = useNotify();
  const queries = useQueryClient();
  const creation = useAwsMutation(CreateAssessmentCommand, [ListAssessmentsCommand]);
  const [isBusy, setBusy] = useState(false);
  const begun = useRef(false);
  const create = async () => {
    // A second click, before the button shows that it is busy, must not make a second assessment.
    if (begun.current) return;
    begun.current = true;
    setBusy(true);
    try {
      const made = await creation.mutateAsync(requestOf(draft));
      const id = made.assessment?.metadata?.id ?? "";
      await forget();
      await addTo(id).catch((error: unknown) => notify({ ...unfinished(error), id: "unfinished" }));
      await queries.invalidateQueries({ queryKey: ["get", "/v1/assessments"] });
      await queries.invalidateQueries({ queryKey: ["get", "/v1/drafts"] });
      notify({
        type: "success",
        header: "The assessment was created",
        content: "Its first evidence comes within minutes; this page shows it as it does.",
      });
      navigate(`/assessments/${encodeURIComponent(id)}`);
    } catch {
      begun.current = false; // it is shown above the buttons
    } finally {
      setBusy(false);
    }
  };
  const addTo = async (id: string) => {
    const more = moreOf(draft);
    if (more)
      await v1.PATCH("/v1/assessments/{assessment_id}", { params: { path: { assessment_id: id } }, body: more });
  };
  return { create, isBusy, error: creation.error };
}

function unfinished(error: unknown) {
  return {
    type: "warning",
    header: "The assessment was created, but not all of it was kept",
    content: `Its regions, services and the separation of duties are still to be set, by editing it: ${explain(error).message}`,
  } as const;
}

interface CreationErrorProps {
  readonly error: unknown;
  readonly onEdit: (step: Step) => void;
}

function CreationError({ error, onEdit }: CreationErrorProps) {
  const found = new Set(explain(error).fields.map(({ name }) => stepOfField(name)));
  return (
    <SpaceBetween size="s">
      <ErrorAlert error={error} />
      {STEPS.filter((step) => found.has(step)).map((step) => (
        <Button key={step} variant="inline-link" formAction="none" onClick={() => onEdit(step)}>
          Go to: {TITLES[step][0]}
        </Button>
      ))}
    </SpaceBetween>
  );
}

function KeepingStatus({ state }: { readonly state: Keeping }) {
  return (
    <Box textAlign="right" padding={{ horizontal: "l" }}>
      <div aria-live="polite">
        {state === "keeping" && <StatusIndicator type="loading">Keeping your draft</StatusIndicator>}
        {state === "kept" && <StatusIndicator>Your draft is kept</StatusIndicator>}
        {state === "failed" && (
          <StatusIndicator type="warning">Your draft could not be kept; it is tried again as you type</StatusIndicator>
        )}
      </div>
    </Box>
  );
}
