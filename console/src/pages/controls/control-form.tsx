import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TagEditor from "@cloudscape-design/components/tag-editor";
import { useState } from "react";
import { useNavigate } from "react-router";
import { explain, fieldError } from "~/api/explain";
import { useNotify } from "~/app/notifications";
import {
  type Draft,
  isWrong,
  NAME_MOST,
  newSource,
  type SourceDraft,
  TEXT_MOST,
  wrongOf,
} from "~/pages/controls/draft";
import { type FaultyRule, type Kept, useSaving } from "~/pages/controls/saving";
import { SourceFields } from "~/pages/controls/source-fields";
import { ErrorAlert } from "~/parts/error-alert";
import { useLeaving } from "~/parts/leaving";
import { TextField } from "~/parts/text-field";
import { Unsaved } from "~/parts/unsaved";

const TAGS_MOST = 50;

interface Props {
  readonly begun: Draft;
  /** What is edited; absent: a new control. */
  readonly kept?: Kept;
  readonly action: string;
  readonly done: string;
  /** Where Cancel leads. */
  readonly back: string;
}

/** What a custom control demands, and where evidence of it comes from. */
export function ControlForm({ begun, kept, action, done, back }: Props) {
  const [before] = useState(begun);
  const [draft, setDraft] = useState(before);
  const [isTried, setTried] = useState(false);
  const [areTagsSound, setTagsSound] = useState(true);
  const [error, setError] = useState<unknown>();
  const [faulty, setFaulty] = useState<readonly FaultyRule[]>([]);
  const navigate = useNavigate();
  const notify = useNotify();
  const { isLeaving, leaveTo } = useLeaving();
  const saving = useSaving(kept);
  const wrong = wrongOf(draft);
  const isRefused = isWrong(wrong) || !areTagsSound;
  const change = (more: Partial<Draft>) => setDraft((now) => ({ ...now, ...more }));
  const changeSource = (key: string, more: Partial<SourceDraft>) => {
    setFaulty(faulty.filter((each) => each.key !== key));
    setDraft((now) => ({
      ...now,
      sources: now.sources.map((each) => (each.key === key ? { ...each, ...more } : each)),
    }));
  };
  const save = async () => {
    setTried(true);
    if (isRefused) return;
    setError(undefined);
    const saved = await saving.save(draft);
    if (saved.is === "faulty") return setFaulty(saved.rules);
    if (saved.is === "failed") {
      setDraft(saved.draft);
      return setError(saved.error);
    }
    notify({ type: "success", header: done });
    leaveTo(`/controls/${encodeURIComponent(saved.controlId)}`);
  };
  const isHalf = error !== undefined && !kept && saving.isMade();
  return (
    <>
      <Unsaved when={!isLeaving && draft !== before} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={() => navigate(back)}>
                Cancel
              </Button>
              <Button variant="primary" loading={saving.isBusy}>
                {isHalf ? "Save again" : action}
              </Button>
            </SpaceBetween>
          }
          errorText={isTried && (isRefused || faulty.length > 0) ? "Correct what is marked." : undefined}
        >
          <SpaceBetween size="l">
            <Texts draft={draft} onChange={change} told={isTried ? wrong.name : undefined} error={error} />
            <SpaceBetween size="m">
              <Header
                variant="h2"
                description="Where evidence comes from. Each asks one thing."
                actions={
                  <Button
                    formAction="none"
                    iconName="add-plus"
                    onClick={() => change({ sources: [...draft.sources, newSource()] })}
                  >
                    Add evidence source
                  </Button>
                }
              >
                Evidence sources
              </Header>
              {isTried && wrong.sources && <Alert type="error">{wrong.sources}</Alert>}
              {draft.sources.map((source, place) => (
                <SourceFields
                  key={source.key}
                  source={source}
                  number={place + 1}
                  wrong={{
                    ...(isTried ? wrong.bySource.get(source.key) : {}),
                    ...ruleFault(faulty, source.key),
                  }}
                  refused={refusedOf(error, place)}
                  onChange={(more) => changeSource(source.key, more)}
                  onRemove={
                    draft.sources.length > 1
                      ? () => change({ sources: draft.sources.filter(({ key }) => key !== source.key) })
                      : undefined
                  }
                />
              ))}
            </SpaceBetween>
            {!kept && (
              <Container header={<Header variant="h2">Tags - optional</Header>}>
                <FormField stretch>
                  <TagEditor
                    tags={draft.tags.map((tag) => ({ ...tag, existing: false }))}
                    tagLimit={TAGS_MOST}
                    onChange={({ detail }) => {
                      change({ tags: detail.tags.map(({ key, value }) => ({ key, value })) });
                      setTagsSound(detail.valid);
                    }}
                  />
                </FormField>
              </Container>
            )}
            {isHalf && (
              <Alert type="warning" header="The control was created, but not all of its rules were set">
                Save again to go on from there: nothing is made twice.
              </Alert>
            )}
            <ErrorAlert error={error} />
          </SpaceBetween>
        </Form>
      </form>
    </>
  );
}

function ruleFault(faulty: readonly FaultyRule[], key: string) {
  const found = faulty.find((each) => each.key === key);
  return found ? { rule: found.told } : {};
}

/** Return what the server says of the source at a place. */
function refusedOf(error: unknown, place: number): readonly string[] {
  if (!error) return [];
  const head = `controlMappingSources[${place}]`;
  return explain(error)
    .fields.filter(({ name }) => name.startsWith(head))
    .map(({ message }) => message);
}

interface TextsProps {
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  readonly told: string | undefined;
  readonly error: unknown;
}

function Texts({ draft, onChange, told, error }: TextsProps) {
  return (
    <Container header={<Header variant="h2">Control details</Header>}>
      <SpaceBetween size="l">
        <TextField
          label="Control name"
          value={draft.name}
          limit={NAME_MOST}
          onChange={(name) => onChange({ name })}
          error={told ?? fieldError(error, "name")}
        />
        <TextField
          label="Description"
          isOptional
          description="What has to be so."
          rows={3}
          value={draft.description}
          limit={TEXT_MOST}
          onChange={(description) => onChange({ description })}
        />
        <TextField
          label="Testing information"
          isOptional
          description="How an auditor tests it."
          rows={3}
          value={draft.testingInformation}
          limit={TEXT_MOST}
          onChange={(testingInformation) => onChange({ testingInformation })}
        />
        <TextField
          label="Action plan title"
          isOptional
          value={draft.actionPlanTitle}
          limit={NAME_MOST}
          onChange={(actionPlanTitle) => onChange({ actionPlanTitle })}
        />
        <TextField
          label="Action plan instructions"
          isOptional
          description="What to do where it is not so."
          rows={3}
          value={draft.actionPlanInstructions}
          limit={TEXT_MOST}
          onChange={(actionPlanInstructions) => onChange({ actionPlanInstructions })}
        />
      </SpaceBetween>
    </Container>
  );
}
