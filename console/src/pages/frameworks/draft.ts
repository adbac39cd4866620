import type {
  CreateAssessmentFrameworkRequest,
  Framework,
  UpdateAssessmentFrameworkRequest,
} from "@aws-sdk/client-auditmanager";
import { characters } from "~/parts/text-field";

/** A control as a form of frameworks knows it. */
export interface Chosen {
  readonly id: string;
  readonly name: string;
  readonly isStandard: boolean;
  readonly sources: string;
  /** Whether it will be in the framework; one that is cleared stays in the form to be chosen again. */
  readonly isIn: boolean;
}

/** A control set in a form; without an id it is new. */
export interface SetDraft {
  /** Tells it from the others for as long as the form is there. */
  readonly key: string;
  readonly id?: string;
  readonly name: string;
  readonly controls: readonly Chosen[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** A custom framework as its form holds it. */
export interface Draft {
  readonly name: string;
  readonly complianceType: string;
  readonly description: string;
  readonly sets: readonly SetDraft[];
  readonly tags: readonly Tag[];
}

export const NAME_MOST = 300;
export const COMPLIANCE_MOST = 100;
export const DESCRIPTION_MOST = 1000;

let sets = 0;

export function newSet(name: string, controls: readonly Chosen[] = []): SetDraft {
  sets += 1;
  return { key: `${sets}`, name, controls };
}

export const EMPTY: Draft = {
  name: "",
  complianceType: "",
  description: "",
  sets: [newSet("Control set 1")],
  tags: [],
};

/** Return what a form begins with that edits `framework`, or with `asCopy` makes another one of it. */
export function draftOf(framework: Framework, asCopy: boolean): Draft {
  return {
    name: asCopy ? nameOfCopy(framework.name ?? "") : (framework.name ?? ""),
    complianceType: framework.complianceType ?? "",
    description: (framework.description ?? "").slice(0, DESCRIPTION_MOST),
    tags: [],
    sets: (framework.controlSets ?? []).map((set) => ({
      ...newSet(
        // In a custom framework, the name of a control set has neither of these.
        asCopy ? (set.name ?? "").replace(/[\\_]/g, " ") : (set.name ?? ""),
        (set.controls ?? []).map((control) => ({
          id: control.id ?? "",
          name: control.name ?? "",
          isStandard: control.type !== "Custom",
          sources: control.controlSources ?? "",
          isIn: true,
        })),
      ),
      ...(asCopy || !set.id ? {} : { id: set.id }),
    })),
  };
}

const COPY = "Copy of ";

function nameOfCopy(name: string): string {
  return [...`${COPY}${name}`].slice(0, NAME_MOST).join("");
}

/** What is wrong with a draft: by field, and by the key of a control set. */
export interface Wrong {
  readonly name?: string;
  readonly complianceType?: string;
  readonly description?: string;
  readonly sets?: string;
  readonly bySet: ReadonlyMap<string, string>;
}

export function wrongOf(draft: Draft): Wrong {
  const bySet = new Map(
    draft.sets.flatMap((set) => {
      const told = wrongSet(set, draft.sets);
      return told ? [[set.key, told] as const] : [];
    }),
  );
  const name = wrongName(draft.name);
  return {
    ...(name ? { name } : {}),
    ...(characters(draft.complianceType) > COMPLIANCE_MOST ? { complianceType: "It is too long." } : {}),
    ...(characters(draft.description) > DESCRIPTION_MOST ? { description: "It is too long." } : {}),
    ...(draft.sets.some((set) => chosenIn(set).length > 0)
      ? {}
      : { sets: "A framework needs at least one control: add some." }),
    bySet,
  };
}

export function isWrong({ bySet, ...fields }: Wrong): boolean {
  return bySet.size > 0 || Object.keys(fields).length > 0;
}

function wrongName(name: string): string | undefined {
  if (!name.trim()) return "A framework needs a name.";
  if (name.includes("\\")) return "A name cannot have a backslash in it.";
  return characters(name) > NAME_MOST ? "The name is too long." : undefined;
}

function wrongSet(set: SetDraft, all: readonly SetDraft[]): string | undefined {
  // What nothing is chosen in is left out.
  if (chosenIn(set).length === 0) return undefined;
  if (!set.name.trim()) return "A control set needs a name.";
  if (/[\\_]/.test(set.name)) return "The name of a control set cannot have a backslash or an underscore in it.";
  if (characters(set.name) > NAME_MOST) return "The name is too long.";
  const kept = all.filter((each) => chosenIn(each).length > 0);
  if (kept.some((each) => each.key !== set.key && each.name.trim() === set.name.trim())) {
    return "Another control set has this name.";
  }
  const elsewhere = new Set(
    kept.filter(({ key }) => key !== set.key).flatMap((each) => chosenIn(each).map(({ id }) => id)),
  );
  const double = chosenIn(set).find(({ id }) => elsewhere.has(id));
  return double ? `${double.name} is in another control set, too: a control can be in a framework once.` : undefined;
}

/** Return the controls of a set that will be in the framework. */
export function chosenIn(set: SetDraft): readonly Chosen[] {
  return set.controls.filter((each) => each.isIn);
}

/** Return a draft with other controls chosen in one of its sets. */
export function withChosen(draft: Draft, key: string, ids: ReadonlySet<string>): Draft {
  return inSet(draft, key, (set) => ({
    ...set,
    controls: set.controls.map((each) => ({ ...each, isIn: ids.has(each.id) })),
  }));
}

/** Return a draft with more controls in one of its sets, each once. */
export function withAdded(draft: Draft, key: string, more: readonly Chosen[]): Draft {
  return inSet(draft, key, (set) => {
    const ids = new Set(more.map(({ id }) => id));
    const known = new Set(set.controls.map(({ id }) => id));
    return {
      ...set,
      controls: [
        ...set.controls.map((each) => (ids.has(each.id) ? { ...each, isIn: true } : each)),
        ...more.filter(({ id }) => !known.has(id)),
      ],
    };
  });
}

export function inSet(draft: Draft, key: string, change: (set: SetDraft) => SetDraft): Draft {
  return { ...draft, sets: draft.sets.map((set) => (set.key === key ? change(set) : set)) };
}

function head(draft: Draft) {
  return {
    name: draft.name.trim(),
    ...(draft.description ? { description: draft.description } : {}),
    ...(draft.complianceType.trim() ? { complianceType: draft.complianceType.trim() } : {}),
  };
}

function setsOf(draft: Draft) {
  return draft.sets
    .filter((set) => chosenIn(set).length > 0)
    .map((set) => ({ ...set, name: set.name.trim(), controls: chosenIn(set).map(({ id }) => ({ id })) }));
}

/** Return what to ask of Audit Manager's API for a new framework. */
export function creationOf(draft: Draft): CreateAssessmentFrameworkRequest {
  const tags = draft.tags.map(({ key, value }) => [key, value] as const);
  return {
    ...head(draft),
    controlSets: setsOf(draft).map(({ name, controls }) => ({ name, controls })),
    ...(tags.length > 0 ? { tags: Object.fromEntries(tags) } : {}),
  };
}

/** Return what to ask of Audit Manager's API for one that is there. */
export function updateOf(draft: Draft, frameworkId: string): UpdateAssessmentFrameworkRequest {
  return {
    frameworkId,
    ...head(draft),
    controlSets: setsOf(draft).map(({ id, name, controls }) => ({ ...(id ? { id } : {}), name, controls })),
  };
}
