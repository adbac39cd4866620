import { expect, test } from "vitest";
import type { components } from "~/api/schema";
import { ALL, countsOf, expandable, isWanted, treeOf } from "~/pages/frameworks/tree";

type Framework = components["schemas"]["FrameworkShown"];
type Control = components["schemas"]["ControlOutline"];

function control(id: string, change: Partial<Control> = {}): Control {
  return {
    id,
    code: id.toUpperCase(),
    name: `Control ${id}`,
    description: "",
    layer: "model",
    mode: "automated",
    isStandard: true,
    sourceTypes: ["AWS_API_Call"],
    sourcesCount: 2,
    automatedSourcesCount: 1,
    ...change,
  };
}

const FRAMEWORK: Framework = {
  outline: {
    id: "f",
    name: "F",
    version: "1",
    description: "",
    digest: "",
    controlSetsCount: 2,
    controlsCount: 4,
  },
  controlSets: [
    {
      id: "safe",
      name: "Safe",
      purpose: "Nobody is harmed.",
      objectives: [
        { id: "1", name: "Safe models", layer: "model", purpose: "", controls: [control("a"), control("b")] },
        {
          id: "2",
          name: "Safe output",
          layer: "output",
          purpose: "",
          controls: [control("c", { layer: "output", mode: "manual" })],
        },
      ],
    },
    {
      id: "house",
      name: "House",
      purpose: "",
      objectives: [
        { id: "House", name: "House", layer: null, purpose: "", controls: [control("d", { layer: null, code: "" })] },
      ],
    },
  ],
};

test("controls stand under domain and objective, and custom ones right under their set", () => {
  const [safe, house] = treeOf(FRAMEWORK, "domain", ALL);

  expect(safe?.children.map((each) => each.name)).toEqual(["Safe models", "Safe output"]);
  expect(safe?.children[0]?.children.map((each) => each.control?.id)).toEqual(["a", "b"]);
  expect(house?.children.map((each) => each.control?.id)).toEqual(["d"]);
});

test("by layer, objectives say which domain they are of", () => {
  const [model, output, none] = treeOf(FRAMEWORK, "layer", ALL);

  expect([model?.name, output?.name, none?.name]).toEqual(["Model", "Output", "No layer"]);
  expect(model?.children[0]).toMatchObject({ name: "Safe models", purpose: "Safe" });
});

test("layers stand in their order, however the framework has them", () => {
  const [set] = FRAMEWORK.controlSets;
  const turned = { ...FRAMEWORK, controlSets: set ? [{ ...set, objectives: set.objectives.toReversed() }] : [] };

  expect(treeOf(turned, "layer", ALL).map((each) => each.name)).toEqual(["Model", "Output"]);
});

test("what nothing fits in is left out, and ids are there once", () => {
  const tree = treeOf(FRAMEWORK, "domain", { ...ALL, layer: "output" });
  const all = expandable(treeOf(FRAMEWORK, "domain", ALL));

  expect(tree.map((each) => each.name)).toEqual(["Safe"]);
  expect(tree[0]?.controls.map((each) => each.id)).toEqual(["c"]);
  expect(new Set(all.map((each) => each.id)).size).toBe(all.length);
});

test("a control has every word that is looked for, in code, name, text or data source", () => {
  expect(isWanted(control("a"), "model", { ...ALL, text: "api CONTROL" })).toBe(true);
  expect(isWanted(control("a"), "model", { ...ALL, text: "api cloudtrail" })).toBe(false);
  expect(isWanted(control("a"), "model", { ...ALL, mode: "manual" })).toBe(false);
  expect(isWanted(control("a"), "model", { ...ALL, sourceType: "AWS_Config" })).toBe(false);
});

test("controls and sources that collect themselves are counted", () => {
  const [safe] = treeOf(FRAMEWORK, "domain", ALL);

  expect(countsOf(safe?.controls ?? [])).toEqual({ controls: 3, automated: 2, sources: 6, automatedSources: 3 });
});
