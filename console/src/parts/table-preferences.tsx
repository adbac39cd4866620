import CollectionPreferences from "@cloudscape-design/components/collection-preferences";

/** What a table shows. */
export interface Shown {
  readonly pageSize: number;
  readonly wrapLines: boolean;
  /** Columns that are hidden, by id: a column that is new is shown to everybody. */
  readonly hidden: readonly string[];
}

interface Props {
  readonly columns: readonly { readonly id: string; readonly header: string; readonly isRowHeader?: boolean }[];
  readonly shown: Shown;
  readonly onChange: (shown: Shown) => void;
  readonly hasPages: boolean;
}

const PAGE_SIZES = [10, 20, 50, 100];

/** What a table shows, to be chosen. */
export function TablePreferences({ columns, shown, onChange, hasPages }: Props) {
  return (
    <CollectionPreferences
      title="Preferences"
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={{
        pageSize: shown.pageSize,
        wrapLines: shown.wrapLines,
        contentDisplay: columns.map(({ id }) => ({ id, visible: !shown.hidden.includes(id) })),
      }}
      {...(hasPages
        ? {
            pageSizePreference: {
              title: "Rows on a page",
              options: PAGE_SIZES.map((value) => ({ value, label: `${value}` })),
            },
          }
        : {})}
      wrapLinesPreference={{ label: "Wrap lines", description: "Show all of a text on several lines" }}
      contentDisplayPreference={{
        title: "Columns",
        options: columns.map(({ id, header, isRowHeader = false }) => ({
          id,
          label: header,
          alwaysVisible: isRowHeader,
        })),
      }}
      onConfirm={({ detail }) =>
        onChange({
          pageSize: detail.pageSize ?? shown.pageSize,
          wrapLines: detail.wrapLines ?? shown.wrapLines,
          hidden: (detail.contentDisplay ?? []).filter((each) => !each.visible).map((each) => each.id),
        })
      }
    />
  );
}
