import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import PropertyFilter, { type PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import Textarea from "@cloudscape-design/components/textarea";
import { DaysPicker } from "~/pages/evidence-finder/days-picker";
import { PROPERTIES, TEXT } from "~/pages/evidence-finder/properties";
import { type Asked, tokensOf, withTokens } from "~/pages/evidence-finder/query";
import type { Suggestions } from "~/pages/evidence-finder/suggestions";

interface Props {
  readonly asked: Asked;
  readonly suggestions: Suggestions;
  readonly onChange: (asked: Asked) => void;
}

/** Which evidence is wanted: days, properties, parts of text. */
export default function SearchBar({ asked, suggestions, onChange }: Props) {
  return (
    <div className="console-screen-only">
      <Grid gridDefinition={[{ colspan: { default: 12, m: 4, l: 3 } }, { colspan: { default: 12, m: 8, l: 9 } }]}>
        <FormField label="Days of collection (UTC)">
          <DaysPicker asked={asked} onChange={(days) => onChange({ ...asked, ...days })} />
        </FormField>
        <FormField label="Search criteria" stretch>
          <PropertyFilter
            query={tokensOf(asked)}
            onChange={({ detail }) => onChange(withTokens(asked, detail))}
            filteringProperties={propertiesOf(suggestions)}
            filteringOptions={suggestions.options}
            filteringStatusType={suggestions.status}
            onLoadItems={({ detail }) => suggestions.load(detail)}
            freeTextFiltering={{ operators: [":"], defaultOperator: ":" }}
            filteringPlaceholder="Property or text"
            filteringLoadingText="Loading values"
            filteringErrorText="The values could not be loaded."
            filteringRecoveryText="Try again"
            filteringFinishedText="These are the values that there is most evidence of."
            filteringEmpty="No evidence has such a value."
            tokenLimitShowFewerAriaLabel="Show fewer criteria"
            tokenLimitShowMoreAriaLabel="Show all criteria"
            expandToViewport
          />
        </FormField>
      </Grid>
    </div>
  );
}

function propertiesOf({ nameOf }: Suggestions): PropertyFilterProps.FilteringProperty[] {
  const shown = PROPERTIES.map(({ key, label, values }) => ({
    key,
    propertyLabel: label,
    groupValuesLabel: values,
    operators: [{ operator: "=", tokenType: "enum" as const, format: named(key, nameOf) }],
  }));
  const text = { operator: ":", form: TextForm, format: (value: unknown) => listOf(value).join(" or ") };
  const { key, label, values } = TEXT;
  return [...shown, { key, propertyLabel: label, groupValuesLabel: values, defaultOperator: ":", operators: [text] }];
}

const named = (key: string, nameOf: Suggestions["nameOf"]) => (value: unknown) =>
  listOf(value)
    .map((each) => nameOf(key, each))
    .join(", ");

function listOf(value: unknown): string[] {
  return [value ?? []].flat().map(String);
}

function TextForm({ value, onChange }: PropertyFilterProps.ExtendedOperatorFormProps<readonly string[]>) {
  return (
    <FormField description="Parts of resource ARN, who or event name, each on a line of its own; any of them will do.">
      <Textarea
        value={listOf(value).join("\n")}
        rows={3}
        onChange={({ detail }) => onChange(detail.value.split("\n"))}
      />
    </FormField>
  );
}
