import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import "~/pages/inventory/inventory.css";
import { address } from "~/app/paths";
import { byKind, type InventoryFilter, KINDS, type Kind, type KindCount, searchFor } from "~/pages/inventory/inventory";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";

interface Props {
  readonly asked: {
    readonly data?: { readonly counts: readonly KindCount[] } | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  readonly filter: InventoryFilter;
  readonly onChoose: (kind: readonly Kind[]) => void;
}

/** How many there are of each kind; a number shows those alone. */
export function KindCounts({ asked, filter, onChoose }: Props) {
  const { data, error } = asked;
  if (error) return <ErrorAlert error={error} onRetry={() => void asked.refetch()} />;
  if (data && data.counts.length === 0) return null;
  const kinds = byKind(data?.counts ?? [], filter);
  const all = kinds.reduce((sum, { count }) => sum + count, 0);
  return (
    <Container
      header={
        <Header variant="h2" counter={data ? `(${all.toLocaleString("en")})` : ""}>
          By kind
        </Header>
      }
    >
      {data ? (
        <ul className="inventory-kinds">
          {kinds.map(({ kind, count }) => (
            <li key={kind}>
              <Box variant="awsui-key-label">{KINDS[kind][1]}</Box>
              <Link
                fontSize="heading-l"
                href={`${address("ai-inventory")}?${searchFor({ ...filter, kind: [kind] })}`}
                ariaLabel={`${count.toLocaleString("en")} ${KINDS[kind][1]}`}
                onFollow={(event) => {
                  event.preventDefault();
                  onChoose([kind]);
                }}
              >
                {count.toLocaleString("en")}
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <Loading what="Counting AI resources" />
      )}
    </Container>
  );
}
