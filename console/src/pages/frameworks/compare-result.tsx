import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { useState } from "react";
import type { components } from "~/api/schema";
import {
  type Comparison,
  type ControlChange,
  changeText,
  countsOf,
  fieldName,
  inOrder,
  isSame,
  KINDS,
  valueText,
} from "~/pages/frameworks/comparison";
import { EmptyState } from "~/parts/empty-state";
import { Properties } from "~/parts/properties";
import { type Column, ResourceTable } from "~/parts/resource-table";
import { SplitSlot } from "~/parts/split-slot";

type FieldChange = components["schemas"]["FieldChangeShown"];
type Kind = components["schemas"]["ChangeKind"];

const SIGNS: Readonly<Record<Kind, StatusIndicatorProps.Type>> = {
  ADDED: "success",
  CHANGED: "info",
  REMOVED: "stopped",
};

function Change({ of }: { readonly of: Kind }) {
  return <StatusIndicator type={SIGNS[of]}>{KINDS[of]}</StatusIndicator>;
}

const text = (value: string) => <span className="console-text">{value}</span>;

const COLUMNS: readonly Column<ControlChange>[] = [
  {
    id: "control",
    header: "Control",
    cell: ({ code, id, name }) => text([code === id ? "" : code, name].filter(Boolean).join(" ")),
    value: ({ code, name }) => `${code} ${name}`,
    isRowHeader: true,
    minWidth: 240,
  },
  { id: "kind", header: "Change", cell: ({ kind }) => <Change of={kind} />, value: ({ kind }) => KINDS[kind] },
  {
    id: "set",
    header: "Control set",
    cell: ({ controlSet }) => text(controlSet),
    value: ({ controlSet }) => controlSet,
    minWidth: 160,
  },
  { id: "what", header: "What differs", cell: (each) => text(changeText(each)), value: changeText, minWidth: 220 },
];

/** Everything in which two frameworks differ. */
export default function CompareResult({ found }: { readonly found: Comparison }) {
  const [chosen, setChosen] = useState<ControlChange>();
  if (isSame(found)) {
    return (
      <Alert type="success" header="They are the same">
        All {found.unchangedCount} controls are the same, word for word.
      </Alert>
    );
  }
  const counts = countsOf(found);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Summary</Header>}>
        <Properties
          columns={4}
          items={[
            ["Controls added", counts.added],
            ["Controls changed", counts.changed],
            ["Controls removed", counts.removed],
            ["Controls unchanged", counts.unchanged],
          ]}
        />
      </Container>
      {found.fields.length > 0 && (
        <Container header={<Header variant="h2">The frameworks themselves</Header>}>
          <Fields of={found.fields} />
        </Container>
      )}
      {found.controlSets.length > 0 && (
        <Container header={<Header variant="h2">Control sets</Header>}>
          <SpaceBetween size="m">
            {found.controlSets.map((set) => (
              <div key={`${set.kind} ${set.name}`}>
                <Change of={set.kind} /> {text(set.name)}
                <Fields of={set.fields} kind={set.kind} />
              </div>
            ))}
          </SpaceBetween>
        </Container>
      )}
      <ResourceTable
        name="Controls that differ"
        remember="comparison"
        columns={COLUMNS}
        rows={found.controls}
        rowId={(each) => `${each.kind} ${each.id} ${each.code}`}
        rowName={({ name }) => name}
        selection="single"
        selected={chosen ? [chosen] : []}
        onSelect={([first]) => setChosen(first)}
        description="Choose one to see both sides."
        empty={<EmptyState title="No control differs">All controls are the same.</EmptyState>}
      />
      {chosen && (
        <SplitSlot header={`${KINDS[chosen.kind]}: ${chosen.name}`} onClose={() => setChosen(undefined)}>
          <Both of={chosen} />
        </SplitSlot>
      )}
    </SpaceBetween>
  );
}

function Both({ of }: { readonly of: ControlChange }) {
  return (
    <SpaceBetween size="l">
      {of.movedFrom && (
        <Box>
          Moved from {text(of.movedFrom)} to {text(of.controlSet)}.
        </Box>
      )}
      <Fields of={of.fields} kind={of.kind} />
      {of.sources.map((source) => (
        <SpaceBetween key={`${source.kind} ${source.id}`} size="xs">
          <Box variant="h3">
            Evidence source: {text(source.name)} <Change of={source.kind} />
          </Box>
          <Fields of={source.fields} kind={source.kind} />
        </SpaceBetween>
      ))}
      {of.fields.length + of.sources.length === 0 && !of.movedFrom && (
        <Box>The control as a whole was {KINDS[of.kind].toLowerCase()}.</Box>
      )}
    </SpaceBetween>
  );
}

interface FieldsProps {
  readonly of: readonly FieldChange[];
  /** What came or went has one side only. */
  readonly kind?: Kind;
}

function Fields({ of, kind = "CHANGED" }: FieldsProps) {
  const fields = inOrder(of);
  if (kind !== "CHANGED") {
    return (
      <Properties
        items={fields.map(({ name, before, after }) => [fieldName(name), valueText(after ?? before)] as const)}
      />
    );
  }
  return (
    <SpaceBetween size="s">
      {fields.map(({ name, before, after }) => (
        <Properties
          key={name}
          columns={2}
          items={[
            [`${fieldName(name)}, before`, valueText(before)],
            [`${fieldName(name)}, after`, valueText(after)],
          ]}
        />
      ))}
    </SpaceBetween>
  );
}
