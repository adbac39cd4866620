import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Input from "@cloudscape-design/components/input";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import {
  type Chosen,
  chosenIn,
  type Draft,
  inSet,
  newSet,
  type SetDraft,
  type Wrong,
  withChosen,
} from "~/pages/frameworks/draft";
import { EmptyState } from "~/parts/empty-state";

interface Props {
  readonly draft: Draft;
  readonly wrong: Wrong;
  readonly onChange: (draft: Draft) => void;
  /** More controls are wanted in the set with this key. */
  readonly onAdd: (key: string) => void;
}

/** The control sets of a framework in the making: each with its name, and boxes for the controls that are in it. */
export function ControlSets({ draft, wrong, onChange, onAdd }: Props) {
  const chosen = draft.sets.reduce((sum, set) => sum + chosenIn(set).length, 0);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${chosen} controls)`}
          description="What is checked will be in the framework. A control set in which nothing is checked is left out."
          actions={
            <Button
              formAction="none"
              iconName="add-plus"
              onClick={() => onChange({ ...draft, sets: [...draft.sets, newSet(freeName(draft))] })}
            >
              Add control set
            </Button>
          }
        >
          Control sets
        </Header>
      }
    >
      <FormField stretch errorText={wrong.sets}>
        <SpaceBetween size="m">
          {draft.sets.map((set) => (
            <OneSet
              key={set.key}
              set={set}
              told={wrong.bySet.get(set.key)}
              onName={(name) => onChange(inSet(draft, set.key, (each) => ({ ...each, name })))}
              onChoose={(ids) => onChange(withChosen(draft, set.key, ids))}
              onAdd={() => onAdd(set.key)}
              onRemove={() => onChange({ ...draft, sets: draft.sets.filter(({ key }) => key !== set.key) })}
            />
          ))}
          {draft.sets.length === 0 && (
            <EmptyState title="No control sets">Add one, then add controls to it.</EmptyState>
          )}
        </SpaceBetween>
      </FormField>
    </Container>
  );
}

function freeName({ sets }: Draft): string {
  const names = new Set(sets.map(({ name }) => name));
  let number = sets.length + 1;
  while (names.has(`Control set ${number}`)) number += 1;
  return `Control set ${number}`;
}

interface SetProps {
  readonly set: SetDraft;
  readonly told: string | undefined;
  readonly onName: (name: string) => void;
  readonly onChoose: (ids: ReadonlySet<string>) => void;
  readonly onAdd: () => void;
  readonly onRemove: () => void;
}

function OneSet({ set, told, onName, onChoose, onAdd, onRemove }: SetProps) {
  const chosen = chosenIn(set);
  const count =
    chosen.length === set.controls.length ? `${chosen.length}` : `${chosen.length} of ${set.controls.length}`;
  return (
    <ExpandableSection
      variant="stacked"
      defaultExpanded={set.controls.length <= 20}
      headerText={set.name || "Control set without a name"}
      headerCounter={`(${count})`}
      {...(told ? { headerDescription: told } : {})}
      headerActions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button formAction="none" onClick={onAdd} ariaLabel={`Add controls to ${set.name}`}>
            Add controls
          </Button>
          <Button
            formAction="none"
            variant="icon"
            iconName="remove"
            onClick={onRemove}
            ariaLabel={`Remove control set ${set.name}`}
          />
        </SpaceBetween>
      }
    >
      <SpaceBetween size="s">
        <FormField label="Name of the control set" errorText={told}>
          <Input value={set.name} autoComplete={false} onChange={({ detail }) => onName(detail.value)} />
        </FormField>
        <Controls set={set} chosen={chosen} onChoose={onChoose} />
      </SpaceBetween>
    </ExpandableSection>
  );
}

interface ControlsProps {
  readonly set: SetDraft;
  readonly chosen: readonly Chosen[];
  readonly onChoose: (ids: ReadonlySet<string>) => void;
}

function Controls({ set, chosen, onChoose }: ControlsProps) {
  return (
    <Table<Chosen>
      variant="embedded"
      items={set.controls}
      trackBy="id"
      wrapLines
      enableKeyboardNavigation
      selectionType="multi"
      selectedItems={chosen}
      onSelectionChange={({ detail }) => onChoose(new Set(detail.selectedItems.map(({ id }) => id)))}
      ariaLabels={{
        tableLabel: `Controls of ${set.name}`,
        selectionGroupLabel: `Controls of ${set.name} that are in the framework`,
        allItemsSelectionLabel: () => `All controls of ${set.name}`,
        itemSelectionLabel: (_, control) => control.name,
      }}
      columnDefinitions={[
        {
          id: "name",
          header: "Control",
          isRowHeader: true,
          minWidth: 240,
          cell: ({ name, isStandard, isIn }) => (
            <Box color={isIn ? "inherit" : "text-status-inactive"}>
              <span className="console-text">{name}</span> {!isStandard && <Badge>Custom</Badge>}
            </Box>
          ),
        },
        { id: "sources", header: "Data sources", minWidth: 160, cell: ({ sources }) => sources || "-" },
      ]}
      empty={<EmptyState title="No controls">Add some from the control library.</EmptyState>}
    />
  );
}
