import ColumnLayout from "@cloudscape-design/components/column-layout";
import DatePicker from "@cloudscape-design/components/date-picker";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type Awaited, periodFault } from "~/pages/manual-evidence/files";
import { TextField } from "~/parts/text-field";

/** What is said of evidence beside itself; days are `YYYY-MM-DD`, empty: not said. */
export interface Described {
  readonly artefactId: string;
  readonly from: string;
  readonly until: string;
  readonly note: string;
}

export const NOT_DESCRIBED: Described = { artefactId: "", from: "", until: "", note: "" };

interface Props {
  readonly awaited: Awaited;
  readonly value: Described;
  readonly onChange: (value: Described) => void;
  /** How it is brought: file, text or link. */
  readonly way: string;
}

/** Asks what evidence is, from when to when it holds, and for a note. */
export function Description({ awaited, value, onChange, way }: Props) {
  const [only] = awaited.artefacts;
  const first = { value: "", label: "The first that comes in this way" };
  const options = awaited.artefacts.map((each) => ({
    value: each.id,
    label: each.name,
    description: `${each.artefact} Counts for ${each.reviewIntervalDays} days.`,
    tags: each.accepts.includes(way) ? [] : [`Is expected as ${each.accepts.join(" or ")}`],
  }));
  return (
    <SpaceBetween size="m">
      {options.length > 1 ? (
        <FormField label="What it is" description="What the control awaits of people.">
          <Select
            options={[first, ...options]}
            selectedOption={options.find((each) => each.value === value.artefactId) ?? first}
            onChange={({ detail }) => onChange({ ...value, artefactId: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      ) : (
        only && (
          <FormField label="What the control awaits">
            <span className="console-text">{only.artefact}</span>
          </FormField>
        )
      )}
      <ColumnLayout columns={2}>
        <Day
          label="Effective from"
          constraint="UTC; today where it is left open."
          value={value.from}
          onChange={(from) => onChange({ ...value, from })}
        />
        <Day
          label="Effective until"
          constraint="UTC, the day included; without end where it is left open."
          value={value.until}
          onChange={(until) => onChange({ ...value, until })}
          error={periodFault(value.from, value.until)}
        />
      </ColumnLayout>
      <TextField
        label="Note"
        isOptional
        rows={2}
        limit={awaited.noteLength}
        value={value.note}
        onChange={(note) => onChange({ ...value, note })}
      />
    </SpaceBetween>
  );
}

interface DayProps {
  readonly label: string;
  readonly constraint: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
  readonly error?: string | undefined;
}

function Day({ label, constraint, value, onChange, error }: DayProps) {
  return (
    <FormField
      label={
        <>
          {label} <i>- optional</i>
        </>
      }
      constraintText={constraint}
      errorText={error}
    >
      <DatePicker
        value={value}
        onChange={({ detail }) => onChange(detail.value)}
        format="iso"
        inputFormat="iso"
        placeholder="YYYY-MM-DD"
        openCalendarAriaLabel={(chosen) => `Choose a day: ${label}${chosen ? `, now ${chosen}` : ""}`}
      />
    </FormField>
  );
}
