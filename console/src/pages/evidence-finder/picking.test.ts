import { expect, test } from "vitest";
import { type Batch, batchesOf, pick } from "~/pages/evidence-finder/picking";

const item = (assessmentId: string, folderId: string, id: string) => ({ assessmentId, folderId, id });

test("items go by assessment and folder, and in pieces that one request takes", () => {
  const many = Array.from({ length: 51 }, (_, place) => item("a", "f", `${place}`));
  const batches = batchesOf([...many, item("b", "f", "x"), item("a", "g", "y")]);
  expect(
    batches.map(({ assessmentId, evidenceFolderId, evidenceIds }) => [
      assessmentId,
      evidenceFolderId,
      evidenceIds.length,
    ]),
  ).toEqual([
    ["a", "f", 50],
    ["a", "f", 1],
    ["b", "f", 1],
    ["a", "g", 1],
  ]);
});

test("what came of each is told, and a refusal stops nothing", async () => {
  const [gone, kept, forbidden, other] = [
    item("a", "f", "1"),
    item("a", "f", "2"),
    item("b", "f", "1"),
    item("c", "f", "3"),
  ];
  const sent: string[] = [];
  const send = async ({ assessmentId }: Batch) => {
    sent.push(assessmentId);
    if (assessmentId === "b") throw new Error("you may not");
    return assessmentId === "a" ? { errors: [{ evidenceId: "1", errorMessage: "it is gone" }] } : {};
  };

  const picked = await pick([gone, kept, forbidden, other], send);

  expect(sent).toEqual(["a", "b", "c"]);
  expect(picked.added).toEqual([kept, other]);
  expect(picked.refused).toEqual([
    { item: gone, reason: "it is gone" },
    { item: forbidden, reason: "you may not" },
  ]);
});
