import { useCollection } from "@cloudscape-design/collection-hooks";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { type ReactNode, useMemo } from "react";
import type { Paged } from "~/api/hooks";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { useRemembered } from "~/parts/remembered";
import { type Shown, TablePreferences } from "~/parts/table-preferences";

export interface Column<T> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: T) => ReactNode;
  /** What it is sorted and filtered by; absent: neither. */
  readonly value?: (row: T) => string | number | Date | null | undefined;
  /** The one that names the row. */
  readonly isRowHeader?: boolean;
  /** Hidden until somebody asks for it. */
  readonly isExtra?: boolean;
  readonly minWidth?: number;
}

interface Props<T> {
  /** What the rows are, in the plural: `Assessments`. */
  readonly name: string;
  /** The same ones each time, as a constant of the module or by `useMemo`. */
  readonly columns: readonly Column<T>[];
  readonly rowId: (row: T) => string;
  /** All rows, to be filtered, sorted and paged here. */
  readonly rows?: readonly T[] | undefined;
  /** Or rows by the page, as `useAwsPages` or `usePages` return them. */
  readonly paged?: Paged<T>;
  readonly isLoading?: boolean;
  readonly error?: unknown;
  readonly onRetry?: () => void;
  /** An `<EmptyState>` that says what to do next. */
  readonly empty: ReactNode;
  readonly actions?: ReactNode;
  readonly description?: ReactNode;
  /** What stands above the rows in place of the text filter, such as a property filter. */
  readonly filter?: ReactNode;
  readonly selection?: "single" | "multi";
  readonly selected?: readonly T[];
  readonly onSelect?: (rows: readonly T[]) => void;
  /** Such a row cannot be selected. */
  readonly isRowDisabled?: (row: T) => boolean;
  /** What a row is called, for who hears it. */
  readonly rowName?: (row: T) => string;
  /** What is chosen of columns and sizes is remembered under this name. */
  readonly remember: string;
  readonly variant?: TableProps.Variant;
}

/** A table as every page has it: filter, sorting, pages, preferences, what is said when it is empty or fails. */
export function ResourceTable<T>(props: Props<T>) {
  const { columns, paged, rows, rowId } = props;
  const usual: Shown = {
    pageSize: 20,
    wrapLines: true,
    hidden: columns.filter((each) => each.isExtra).map((each) => each.id),
  };
  const [shown, setShown] = useRemembered<Shown>(`table.${props.remember}`, usual);
  const isSortable = !paged;
  // The same ones each time: a table knows what it is sorted by from its very comparator.
  const definitions = useMemo(
    () => columns.map((column): TableProps.ColumnDefinition<T> => definitionOf(column, isSortable)),
    [columns, isSortable],
  );
  const display = useMemo(
    () => columns.map(({ id }) => ({ id, visible: !shown.hidden.includes(id) })),
    [columns, shown.hidden],
  );
  const { items, actions, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(
    rows ?? [],
    {
      filtering: {
        empty: props.empty,
        noMatch: <NoMatch onClear={() => actions.setFiltering("")} />,
        filteringFunction: (row, text) => matches(columns, row, text),
      },
      pagination: { pageSize: shown.pageSize },
      sorting: {},
      selection: {},
    },
  );
  const error = props.error ?? paged?.error;
  if (error) return <ErrorAlert error={error} onRetry={props.onRetry ?? paged?.refetch} />;
  const total = rows?.length;
  const name = props.rowName ?? rowId;
  return (
    <Table<T>
      {...(paged ? {} : collectionProps)}
      items={paged ? paged.items : items}
      variant={props.variant ?? "container"}
      columnDefinitions={definitions}
      columnDisplay={display}
      trackBy={rowId}
      loading={props.isLoading ?? paged?.isPending ?? rows === undefined}
      loadingText={`Loading ${inSentence(props.name)}`}
      empty={paged ? props.empty : collectionProps.empty}
      wrapLines={shown.wrapLines}
      resizableColumns
      stickyHeader
      enableKeyboardNavigation
      selectionType={props.selection}
      selectedItems={props.selected ?? []}
      {...(props.isRowDisabled ? { isItemDisabled: props.isRowDisabled } : {})}
      onSelectionChange={({ detail }) => props.onSelect?.(detail.selectedItems)}
      ariaLabels={{
        tableLabel: props.name,
        selectionGroupLabel: `Choice of ${inSentence(props.name)}`,
        allItemsSelectionLabel: () => `Choose all ${inSentence(props.name)}`,
        itemSelectionLabel: (_, row) => `Choose ${name(row)}`,
      }}
      header={
        <Header counter={counterOf(total, props.selected)} actions={props.actions} description={props.description}>
          {props.name}
        </Header>
      }
      filter={
        props.filter ??
        (paged ? undefined : (
          <div className="console-screen-only">
            <TextFilter
              {...filterProps}
              filteringPlaceholder={`Find ${inSentence(props.name)}`}
              filteringAriaLabel={`Find ${inSentence(props.name)}`}
              countText={filteredItemsCount === 1 ? "1 match" : `${filteredItemsCount ?? 0} matches`}
            />
          </div>
        ))
      }
      pagination={
        paged ? (
          <Pagination
            currentPageIndex={paged.pageIndex + 1}
            pagesCount={paged.pagesCount}
            openEnd={paged.isOpenEnd}
            disabled={paged.isPending}
            onChange={({ detail }) => paged.goTo(detail.currentPageIndex - 1)}
          />
        ) : (
          <Pagination {...paginationProps} />
        )
      }
      preferences={<TablePreferences columns={columns} shown={shown} onChange={setShown} hasPages={!paged} />}
    />
  );
}

function definitionOf<T>(column: Column<T>, isSortable: boolean): TableProps.ColumnDefinition<T> {
  const { value } = column;
  return {
    id: column.id,
    header: column.header,
    cell: column.cell,
    isRowHeader: column.isRowHeader ?? false,
    minWidth: column.minWidth ?? 120,
    ...(isSortable && value ? { sortingComparator: (one: T, other: T) => compare(value(one), value(other)) } : {}),
  };
}

type Value = string | number | Date | null | undefined;

/** Return a name as it stands within a sentence: `Access keys` begins small there, `AWS services` does not. */
export function inSentence(name: string): string {
  return name.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase());
}

/** Order two values of a column; what is not there comes first. */
export function compare(one: Value, other: Value): number {
  if (one === null || one === undefined || other === null || other === undefined) {
    return Number(one !== null && one !== undefined) - Number(other !== null && other !== undefined);
  }
  if (typeof one === "string" && typeof other === "string") return one.localeCompare(other, "en", { numeric: true });
  return Number(one) - Number(other);
}

/** Say whether a row has every word of `text` in what its columns are sorted by. */
export function matches<T>(columns: readonly Column<T>[], row: T, text: string): boolean {
  const said = columns
    .map((column) => column.value?.(row) ?? "")
    .map((value) => (value instanceof Date ? value.toISOString() : String(value)))
    .join("\n")
    .toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word));
}

function counterOf(total: number | undefined, selected: readonly unknown[] | undefined): string | undefined {
  if (total === undefined) return undefined;
  return selected?.length ? `(${selected.length}/${total})` : `(${total})`;
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState title="Nothing matches" action={<Button onClick={onClear}>Clear the filter</Button>}>
      No row has what you typed.
    </EmptyState>
  );
}
