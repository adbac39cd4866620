import { expect, test } from "vitest";
import { optionsFor, propertiesFor, queryOf } from "~/pages/controls/query";

test("a filter asks the server for any of the values, and all of the words", () => {
  const tokens = [
    { propertyKey: "layer", operator: "=", value: ["model", "output"] },
    { propertyKey: "layer", operator: "=", value: ["system"] },
    { operator: ":", value: "guardrail" },
    { operator: ":", value: "topic" },
  ] as const;

  expect(queryOf(tokens, true)).toEqual({
    type: ["Standard"],
    layer: ["model", "output", "system"],
    text: ["guardrail", "topic"],
  });
  expect(queryOf([], false)).toEqual({ type: ["Custom"] });
});

test("custom controls are in no domain and no layer", () => {
  expect(propertiesFor(false).map(({ key }) => key)).toEqual(["sourceType", "mode"]);
});

test("domains and objectives are called by their names", () => {
  const objective = { id: "o", name: "Safe models", commonControlId: "c", controlsCount: 1 };
  const options = optionsFor([
    { id: "d", name: "Safe", frameworkId: "f", frameworkName: "F", objectives: [objective] },
  ]);

  expect(options).toContainEqual({ propertyKey: "domainId", value: "d", label: "Safe" });
  expect(options).toContainEqual({ propertyKey: "objectiveId", value: "o", label: "Safe models" });
});

test("a token says what its values are called", () => {
  const options = [{ propertyKey: "layer", value: "input_data", label: "Input data" }];
  const [, , , layer] = propertiesFor(true, options);
  const [operator] = layer?.operators ?? [];

  expect(typeof operator === "object" && operator.format?.(["input_data", "other"])).toBe("Input data, other");
});
