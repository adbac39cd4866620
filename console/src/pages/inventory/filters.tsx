import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Multiselect, { type MultiselectProps } from "@cloudscape-design/components/multiselect";
import { useEffect, useState } from "react";
import {
  type InventoryFilter,
  KIND_ORDER,
  KINDS,
  type Kind,
  type KindCount,
  placesOf,
} from "~/pages/inventory/inventory";

interface Props {
  readonly filter: InventoryFilter;
  readonly counts: readonly KindCount[];
  readonly onNarrow: (change: Partial<InventoryFilter>) => void;
}

const PAUSE_MS = 300;

/** Which resources are shown: by kind, place, and what their ARN or id has in it. */
export function Filters({ filter, counts, onNarrow }: Props) {
  const there = new Set(counts.map(({ kind }) => kind));
  const kinds = KIND_ORDER.filter((kind) => there.has(kind) || filter.kind.includes(kind));
  return (
    <div className="inventory-filters">
      <Text text={filter.text} onChange={(text) => onNarrow({ text })} />
      <Choice
        label="Kinds"
        options={kinds.map((kind) => ({ value: kind, label: KINDS[kind][1] }))}
        chosen={filter.kind}
        onChange={(kind) => onNarrow({ kind: kind as Kind[] })}
      />
      <Choice
        label="Accounts"
        options={placesOf(counts, "account", filter.account).map((value) => ({ value, label: value }))}
        chosen={filter.account}
        onChange={(account) => onNarrow({ account })}
      />
      <Choice
        label="Regions"
        options={placesOf(counts, "region", filter.region).map((value) => ({ value, label: value }))}
        chosen={filter.region}
        onChange={(region) => onNarrow({ region })}
      />
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly options: readonly MultiselectProps.Option[];
  readonly chosen: readonly string[];
  readonly onChange: (values: string[]) => void;
}

function Choice({ label, options, chosen, onChange }: ChoiceProps) {
  return (
    <FormField label={label}>
      <Multiselect
        options={options}
        selectedOptions={options.filter(({ value }) => chosen.includes(value ?? ""))}
        onChange={({ detail }) => onChange(detail.selectedOptions.map(({ value }) => value ?? ""))}
        placeholder={`All ${label.toLowerCase()}`}
        filteringType={options.length > 8 ? "auto" : "none"}
        filteringAriaLabel={`Find ${label.toLowerCase()}`}
        empty={`No ${label.toLowerCase()}`}
      />
    </FormField>
  );
}

/** What is typed is asked for once the typing pauses. */
function Text({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed begins the wait anew
  useEffect(() => {
    if (typed === text) return undefined;
    const timer = setTimeout(() => onChange(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <FormField label="ARN or ID">
      <Input
        type="search"
        value={typed}
        onChange={({ detail }) => setTyped(detail.value)}
        placeholder="Any part of it"
        clearAriaLabel="Clear"
      />
    </FormField>
  );
}
