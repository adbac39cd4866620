import { expect, test } from "vitest";
import { routed } from "~/app/paths";
import { controlAddress, evidenceAddress, folderAddress, partsOf } from "~/pages/assessment/place";

const PLACE = { assessmentId: "a", controlSetId: "Access / keys 100%2F \u{1f511}", controlId: "c" };

test("a control set of any name has an address that leads back to it", () => {
  const parts = partsOf(routed(evidenceAddress(PLACE, "f", "e")));

  expect(parts).toEqual([
    ...["assessments", "a", "control-sets", PLACE.controlSetId, "controls", "c"],
    ...["evidence-folders", "f", "evidence", "e"],
  ]);
  expect(controlAddress(PLACE).split("/")).toHaveLength(8);
  expect(folderAddress(PLACE, "f").split("/")).toHaveLength(10);
});

test("what is no encoding is taken as it is", () => {
  expect(partsOf("/assessments/%E0%A4")).toEqual(["assessments", "%E0%A4"]);
});
