import type { components } from "~/api/schema";
import { LAYERS, layerText, sourceTypeText } from "~/parts/library-words";

type Framework = components["schemas"]["FrameworkShown"];
type Control = components["schemas"]["ControlOutline"];

/** A framework's controls as they are browsed: a domain, an objective or a layer with what is in it, or a control. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  /** What the controls in it are for; of a control, what it demands. */
  readonly purpose: string;
  /** Absent: it is no control. */
  readonly control?: Control;
  readonly children: readonly Branch[];
  readonly controls: readonly Control[];
}

/** Controls are browsed by domain and objective, or by layer and objective. */
export type By = "domain" | "layer";

/** Which controls are shown; empty: all. */
export interface Wanted {
  readonly text: string;
  readonly layer: string;
  readonly mode: string;
  readonly sourceType: string;
}

export const ALL: Wanted = { text: "", layer: "", mode: "", sourceType: "" };

/** Say whether a control is wanted: every word of the text is in it. */
export function isWanted(control: Control, layer: string | null | undefined, wanted: Wanted): boolean {
  const said = [control.code, control.name, control.description, ...control.sourceTypes.map(sourceTypeText)]
    .join("\n")
    .toLowerCase();
  return (
    (!wanted.layer || (control.layer ?? layer) === wanted.layer) &&
    (!wanted.mode || control.mode === wanted.mode) &&
    (!wanted.sourceType || control.sourceTypes.some((each) => each === wanted.sourceType)) &&
    wanted.text
      .toLowerCase()
      .split(/\s+/)
      .every((word) => said.includes(word))
  );
}

interface Leaf {
  readonly set: Framework["controlSets"][number];
  readonly objective: Framework["controlSets"][number]["objectives"][number];
  readonly control: Control;
}

/** Return the wanted controls as a tree; what is empty is left out. */
export function treeOf(framework: Framework, by: By, wanted: Wanted): readonly Branch[] {
  const leaves = framework.controlSets.flatMap((set) =>
    set.objectives.flatMap((objective) =>
      objective.controls
        .filter((control) => isWanted(control, objective.layer, wanted))
        .map((control): Leaf => ({ set, objective, control })),
    ),
  );
  return by === "domain" ? byDomain(leaves) : byLayer(leaves);
}

function byDomain(leaves: readonly Leaf[]): readonly Branch[] {
  return grouped(leaves, ({ set }) => set.id).map(([id, members]) => {
    const { set } = members[0] as Leaf;
    const objectives = grouped(members, ({ objective }) => objective.id).flatMap(([objectiveId, inside]) => {
      const { objective } = inside[0] as Leaf;
      // Custom controls have no objective of their own: theirs is named as the control set.
      if (objective.name === set.name) return inside.map((leaf) => branchOf(leaf, id));
      return [group(`${id}/${objectiveId}`, objective.name, objective.purpose, inside)];
    });
    return { ...group(id, set.name, set.purpose, members), children: objectives };
  });
}

const LAYER_ORDER: readonly string[] = Object.keys(LAYERS);

function byLayer(leaves: readonly Leaf[]): readonly Branch[] {
  const layers = grouped(leaves, ({ control, objective }) => control.layer ?? objective.layer ?? "");
  // What has no layer comes last.
  const place = (layer: string) => LAYER_ORDER.indexOf(layer) + 1 || LAYER_ORDER.length + 1;
  return [...layers]
    .sort(([one], [other]) => place(one) - place(other))
    .map(([layer, members]) => {
      const objectives = grouped(members, ({ set, objective }) => `${set.id}/${objective.id}`).map(([id, inside]) => {
        const { set, objective } = inside[0] as Leaf;
        return group(`${layer}/${id}`, objective.name, objective.name === set.name ? "" : set.name, inside);
      });
      return {
        ...group(`layer ${layer}`, layer ? layerText(layer) : "No layer", "", members),
        children: objectives,
      };
    });
}

function group(id: string, name: string, purpose: string, members: readonly Leaf[]): Branch {
  return {
    id,
    name,
    purpose,
    children: members.map((leaf) => branchOf(leaf, id)),
    controls: members.map(({ control }) => control),
  };
}

function branchOf({ control }: Leaf, within: string): Branch {
  return {
    id: `${within}/${control.id}`,
    name: control.name,
    purpose: control.description,
    control,
    children: [],
    controls: [control],
  };
}

function grouped(
  leaves: readonly Leaf[],
  key: (leaf: Leaf) => string,
): readonly (readonly [string, readonly Leaf[]])[] {
  const groups = new Map<string, Leaf[]>();
  for (const leaf of leaves) {
    const members = groups.get(key(leaf)) ?? [];
    members.push(leaf);
    groups.set(key(leaf), members);
  }
  return [...groups];
}

/** Return every branch of a tree that has others in it. */
export function expandable(branches: readonly Branch[]): readonly Branch[] {
  return branches.flatMap((each) => (each.children.length > 0 ? [each, ...expandable(each.children)] : []));
}

/** What of the controls collects itself, counted. */
export function countsOf(controls: readonly Control[]) {
  const sum = (of: (control: Control) => number) => controls.reduce((total, each) => total + of(each), 0);
  return {
    controls: controls.length,
    automated: controls.filter((each) => each.mode !== "manual").length,
    sources: sum((each) => each.sourcesCount),
    automatedSources: sum((each) => each.automatedSourcesCount),
  };
}
