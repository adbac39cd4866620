import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TagEditor from "@cloudscape-design/components/tag-editor";
import { lazy, Suspense, useState } from "react";
import { fieldError } from "~/api/explain";
import { ControlSets } from "~/pages/frameworks/control-sets";
import {
  COMPLIANCE_MOST,
  DESCRIPTION_MOST,
  type Draft,
  isWrong,
  NAME_MOST,
  withAdded,
  wrongOf,
} from "~/pages/frameworks/draft";
import { ErrorAlert } from "~/parts/error-alert";
import { TextField } from "~/parts/text-field";
import { Unsaved } from "~/parts/unsaved";

const ControlPicker = lazy(() => import("~/pages/frameworks/control-picker"));

const TAGS_MOST = 50;

interface Props {
  readonly begun: Draft;
  /** What the button says. */
  readonly action: string;
  readonly onSave: (draft: Draft) => void;
  readonly onCancel: () => void;
  readonly isBusy: boolean;
  readonly isDone: boolean;
  readonly error: unknown;
  /** Tags are given with a new framework; later they have a tab of their own. */
  readonly hasTags: boolean;
}

/** What a custom framework is called, and which controls are in it. */
export function FrameworkForm({ begun, action, onSave, onCancel, isBusy, isDone, error, hasTags }: Props) {
  const [before] = useState(begun);
  const [draft, setDraft] = useState(before);
  const [isTried, setTried] = useState(false);
  const [areTagsSound, setTagsSound] = useState(true);
  const [adding, setAdding] = useState<string>();
  const wrong = wrongOf(draft);
  const told = isTried ? wrong : { bySet: new Map<string, string>() };
  const change = (more: Partial<Draft>) => setDraft({ ...draft, ...more });
  const save = () => {
    setTried(true);
    if (!isWrong(wrong) && areTagsSound) onSave(draft);
  };
  return (
    <>
      <Unsaved when={!isDone && draft !== before} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={onCancel}>
                Cancel
              </Button>
              <Button variant="primary" loading={isBusy}>
                {action}
              </Button>
            </SpaceBetween>
          }
          errorText={isTried && (isWrong(wrong) || !areTagsSound) ? "Correct what is marked." : undefined}
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Framework details</Header>}>
              <SpaceBetween size="l">
                <TextField
                  label="Framework name"
                  value={draft.name}
                  limit={NAME_MOST}
                  onChange={(name) => change({ name })}
                  error={told.name ?? fieldError(error, "name")}
                />
                <TextField
                  label="Compliance type"
                  isOptional
                  description="What it is for, such as a law or a standard."
                  value={draft.complianceType}
                  limit={COMPLIANCE_MOST}
                  onChange={(complianceType) => change({ complianceType })}
                  error={told.complianceType ?? fieldError(error, "complianceType")}
                />
                <TextField
                  label="Description"
                  isOptional
                  rows={4}
                  value={draft.description}
                  limit={DESCRIPTION_MOST}
                  onChange={(description) => change({ description })}
                  error={told.description ?? fieldError(error, "description")}
                />
              </SpaceBetween>
            </Container>
            <ControlSets draft={draft} wrong={told} onChange={setDraft} onAdd={setAdding} />
            {hasTags && (
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
            <ErrorAlert error={error} />
          </SpaceBetween>
        </Form>
      </form>
      {adding && (
        <Suspense>
          <ControlPicker
            taken={new Set(draft.sets.flatMap((set) => set.controls.filter(({ isIn }) => isIn).map(({ id }) => id)))}
            onEnd={() => setAdding(undefined)}
            onAdd={(more) => {
              setDraft(withAdded(draft, adding, more));
              setAdding(undefined);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
