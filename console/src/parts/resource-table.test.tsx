import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { Paged } from "~/api/hooks";
import { EmptyState } from "~/parts/empty-state";
import { type Column, compare, inSentence, matches, ResourceTable } from "~/parts/resource-table";
import { render } from "~/parts/testing";

interface Row {
  readonly id: string;
  readonly size: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { id: "id", header: "ID", cell: (row) => row.id, value: (row) => row.id, isRowHeader: true },
  { id: "size", header: "Size", cell: (row) => row.size, value: (row) => row.size },
  { id: "more", header: "More", cell: () => "more", isExtra: true },
];
const ROWS: readonly Row[] = [
  { id: "b10", size: 1 },
  { id: "b9", size: 2 },
];
const SHARED = { name: "Things", remember: "things", columns: COLUMNS, rowId: (row: Row) => row.id };
const EMPTY = <EmptyState title="No things">Make one.</EmptyState>;

function shownIds(): (string | null)[] {
  return screen.getAllByRole("rowheader").map((cell) => cell.textContent);
}

test("values are ordered as people order them, and what is not there comes first", () => {
  expect(["b10", "b9", "a"].sort(compare)).toEqual(["a", "b9", "b10"]);
  expect(compare(undefined, 1)).toBeLessThan(0);
  expect(compare(null, undefined)).toBe(0);
  expect(compare(new Date(2), new Date(1))).toBeGreaterThan(0);
});

test("a row is found by every word that is typed, in any column", () => {
  const [row] = ROWS;
  expect(row && matches(COLUMNS, row, "B10 1")).toBe(true);
  expect(row && matches(COLUMNS, row, "b10 2")).toBe(false);
});

test("rows are sorted and found here", async () => {
  render(<ResourceTable {...SHARED} rows={ROWS} empty={EMPTY} />);
  expect(screen.getByRole("heading", { name: /Things/ })).toHaveTextContent("(2)");
  expect(screen.queryByRole("columnheader", { name: "More" })).toBeNull();
  await userEvent.click(within(screen.getByRole("columnheader", { name: /ID/ })).getByText("ID"));
  expect(shownIds()).toEqual(["b9", "b10"]);
  await userEvent.type(screen.getByLabelText("Find things"), "b10");
  expect(shownIds()).toEqual(["b10"]);
});

test("a table that is empty says what to do next", () => {
  render(<ResourceTable {...SHARED} rows={[]} empty={EMPTY} />);
  expect(screen.getByText("Make one.")).toBeInTheDocument();
});

test("a list that fails is told in place of the table", async () => {
  const retry = vi.fn();
  render(<ResourceTable {...SHARED} rows={undefined} error={new Error("odd")} onRetry={retry} empty={EMPTY} />);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(retry).toHaveBeenCalledOnce();
});

test("pages of the server are gone to, and there may be more", async () => {
  const goTo = vi.fn();
  const paged: Paged<Row> = {
    items: ROWS,
    isPending: false,
    isFetching: false,
    error: null,
    refetch: () => undefined,
    pageIndex: 0,
    pagesCount: 1,
    isOpenEnd: true,
    goTo,
  };
  render(<ResourceTable {...SHARED} paged={paged} empty={EMPTY} />);
  expect(shownIds()).toEqual(["b10", "b9"]);
  expect(screen.queryByLabelText("Find things")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /next page/i }));
  expect(goTo).toHaveBeenCalledWith(1);
});

test("names of tables stand within sentences", () => {
  expect(["Access keys", "AWS services", "Evidence"].map(inSentence)).toEqual([
    "access keys",
    "AWS services",
    "evidence",
  ]);
});
