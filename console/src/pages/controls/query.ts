import type { PropertyFilterProps } from "@cloudscape-design/components/property-filter";
import type { components } from "~/api/schema";
import type { CardsQuery } from "~/parts/control-cards";
import { LAYERS, MODES, SOURCE_TYPES } from "~/parts/library-words";

type Domain = components["schemas"]["CatalogueDomain"];

const PROPERTIES = {
  domainId: ["Domain", "Domains"],
  objectiveId: ["Objective", "Objectives"],
  sourceType: ["Data source", "Data sources"],
  layer: ["Layer", "Layers"],
  mode: ["Automation", "Kinds of automation"],
} as const;

type Key = keyof typeof PROPERTIES;

const OF_STANDARD_ONLY: readonly Key[] = ["domainId", "objectiveId", "layer"];

/** Return what standard or custom controls can be found by; `options` say what values are called. */
export function propertiesFor(
  isStandard: boolean,
  options: readonly PropertyFilterProps.FilteringOption[] = [],
): readonly PropertyFilterProps.FilteringProperty[] {
  const called = new Map(options.map(({ propertyKey, value, label }) => [`${propertyKey} ${value}`, label ?? value]));
  const format = (key: Key) => (values: unknown) =>
    (Array.isArray(values) ? values : [values])
      .map((value) => called.get(`${key} ${value}`) ?? String(value))
      .join(", ");
  return (Object.keys(PROPERTIES) as Key[])
    .filter((key) => isStandard || !OF_STANDARD_ONLY.includes(key))
    .map((key) => ({
      key,
      propertyLabel: PROPERTIES[key][0],
      groupValuesLabel: PROPERTIES[key][1],
      // One token holds all the values of which any will do.
      operators: [{ operator: "=", tokenType: "enum", format: format(key) }],
    }));
}

/** Return the values of all properties. */
export function optionsFor(domains: readonly Domain[]): readonly PropertyFilterProps.FilteringOption[] {
  const of = (propertyKey: Key, words: Readonly<Record<string, string>>) =>
    Object.entries(words).map(([value, label]) => ({ propertyKey, value, label }));
  return [
    ...domains.map(({ id, name }) => ({ propertyKey: "domainId", value: id, label: name })),
    ...domains.flatMap(({ objectives }) =>
      objectives.map(({ id, name }) => ({ propertyKey: "objectiveId", value: id, label: name })),
    ),
    ...of("sourceType", SOURCE_TYPES),
    ...of("layer", LAYERS),
    ...of("mode", MODES),
  ];
}

/** Return what to ask the server for a property filter. */
export function queryOf(tokens: readonly PropertyFilterProps.Token[], isStandard: boolean): CardsQuery {
  const found: Record<string, string[]> = {};
  for (const { propertyKey = "text", value } of tokens) {
    const values = Array.isArray(value) ? (value as string[]) : [String(value)];
    found[propertyKey] = [...(found[propertyKey] ?? []), ...values.filter(Boolean)];
  }
  // Its members are the properties above, and text.
  return { ...(found as CardsQuery), type: [isStandard ? "Standard" : "Custom"] };
}
