import { expect, test } from "vitest";
import { byControl, itemsFor } from "~/pages/delegations/controls";
import { doEach } from "~/pages/delegations/each";
import { arnFault, divided, nameOf, offersOf, type Standing } from "~/pages/delegations/review";

const ME = "arn:aws:iam::111122223333:user/olivia";
const OWNED: Standing = {
  status: "ACTIVE",
  separatesDuties: false,
  preparedBy: "",
  isOwner: true,
  mayReview: true,
  isActive: true,
};
const moves = (standing: Partial<Standing>) =>
  offersOf({ ...OWNED, ...standing }, [ME]).map(({ move, forbidden }) => (forbidden ? `not ${move}` : move));

test("a delegate submits, and then waits", () => {
  expect(moves({ isOwner: false })).toEqual(["submit"]);
  expect(moves({ isOwner: false, status: "UNDER_REVIEW" })).toEqual([]);
});

test("an owner completes, or sends back what was submitted", () => {
  expect(moves({})).toEqual(["submit", "complete"]);
  expect(moves({ status: "UNDER_REVIEW", preparedBy: ME })).toEqual(["send back", "complete"]);
  expect(moves({ status: "REVIEWED" })).toEqual([]);
});

test("where duties are separated somebody else submits first", () => {
  expect(moves({ separatesDuties: true })).toEqual(["submit", "not complete"]);
  expect(moves({ separatesDuties: true, status: "UNDER_REVIEW", preparedBy: ME.toUpperCase() })).toEqual([
    "send back",
    "not complete",
  ]);
  expect(moves({ separatesDuties: true, status: "UNDER_REVIEW", preparedBy: "arn:aws:iam::1:user/dan" })).toEqual([
    "send back",
    "complete",
  ]);
});

test("nothing is offered of an inactive assessment, or to who only reads", () => {
  expect(moves({ isActive: false })).toEqual([]);
  expect(moves({ mayReview: false })).toEqual([]);
});

test("delegations are one's own by any ARN that one acts as, whatever the case", () => {
  const mine = { id: "1", roleArn: "arn:aws:iam::111122223333:role/Delegates" };
  const other = { id: "2", roleArn: "arn:aws:iam::111122223333:user/dan" };

  expect(divided([mine, other], [ME, mine.roleArn.toLowerCase()])).toEqual({ mine: [mine], others: [other] });
});

test("an ARN is one of a user or a role", () => {
  expect(arnFault(`  ${ME} `)).toBeUndefined();
  expect(arnFault("arn:aws-cn:iam::111122223333:role/path/Delegates")).toBeUndefined();
  expect(arnFault("")).toContain("Choose");
  expect(arnFault("dan")).toContain("no ARN");
  expect(arnFault("arn:aws:s3:::bucket")).toContain("no ARN");
  expect(nameOf("arn:aws:iam::111122223333:role/path/Delegates")).toBe("Delegates");
});

test("evidence is counted by control and verdict", () => {
  const group = (control: string, verdict: string, count: number) => ({
    count,
    keys: [
      { by: "controlId" as const, value: control, name: control },
      { by: "verdict" as const, value: verdict, name: verdict },
    ],
  });
  const counts = byControl({
    groups: [group("a", "COMPLIANT", 3), group("a", "NON_COMPLIANT", 1), group("b", "INCONCLUSIVE", 2)],
    groupsCount: 3,
    evidenceCount: 6,
  });

  expect(counts.get("a")).toEqual({ compliant: 3, nonCompliant: 1, inconclusive: 0, notApplicable: 0 });
  expect(counts.get("b")).toMatchObject({ inconclusive: 2 });
});

test("what cannot be done to the controls that are chosen says why", () => {
  const open = { id: "a", status: "UNDER_REVIEW" as const };
  const closed = { id: "b", status: "REVIEWED" as const };
  const offered = (controls: readonly (typeof open | typeof closed)[], mayUpdate = true) =>
    itemsFor(controls, mayUpdate, true)
      .filter(({ disabled }) => !disabled)
      .map(({ id }) => id);

  expect(offered([])).toEqual([]);
  expect(offered([open])).toEqual(["REVIEWED", "INACTIVE", "COMMENT", "BRING"]);
  expect(offered([open, open])).toEqual(["REVIEWED", "INACTIVE", "COMMENT"]);
  expect(offered([open, closed])).toEqual(["COMMENT"]);
  expect(offered([open], false)).toEqual(["BRING"]);
});

test("one that fails stops none of the others, and is told", async () => {
  const steps: number[] = [];
  const missed = await doEach(
    ["a", "b", "c"],
    async (item) => {
      if (item === "b") throw new Error("no");
    },
    (done) => steps.push(done),
  );

  expect(missed.map(({ item }) => item)).toEqual(["b"]);
  expect(steps).toEqual([1, 2, 3]);
});
