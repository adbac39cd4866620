import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import { lazy, Suspense, useState } from "react";
import { useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import type { Deed } from "~/pages/settings/key-dialogs";
import { hasRoom, type Key, type KeyState, MOST_KEYS, type NewKey, stateOf } from "~/pages/settings/keys";
import { Copyable } from "~/parts/copyable";
import { EmptyState } from "~/parts/empty-state";
import { ErrorAlert } from "~/parts/error-alert";
import { Time } from "~/parts/time";

// Dialogs come when they are first asked for: the first load of a page has its limit.
const KeyDialog = lazy(() => import("~/pages/settings/key-dialogs"));
const NewKeyDialog = lazy(() => import("~/pages/settings/new-key-dialog"));

interface Asking {
  readonly deed: Deed;
  readonly key: Key;
}

interface Props {
  /** Whose keys; absent: one's own. */
  readonly userId?: string;
  /** Whose they are, in words: `Your`, `ada's`. */
  readonly whose: string;
}

/** The access keys of a user: made with the secret shown once, replaced, switched off, deleted. */
export function KeysTable({ userId, whose }: Props) {
  const { data, error, isPending, refetch } = useKeys(userId);
  const forget = useForget();
  const notify = useNotify();
  const [asking, setAsking] = useState<Asking>();
  const [made, setMade] = useState<NewKey>();
  const renew = () => forget("/v1/access-keys", "/v1/users/{user_id}/access-keys", "/v1/account-changes");
  const creation = useCreation(userId);
  const keys = data ?? [];
  const isFull = !hasRoom(keys, Date.now());
  const create = async () => {
    try {
      setMade(await creation.create());
      await renew();
    } catch (failed) {
      notify.failed(failed);
    }
  };
  const done = async (told?: string) => {
    setAsking(undefined);
    if (told) notify({ type: "success", header: told });
    await renew();
  };
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Table<Key>
        items={keys}
        loading={isPending}
        loadingText="Reading access keys"
        trackBy="id"
        wrapLines
        ariaLabels={{ tableLabel: "Access keys" }}
        header={
          <Header
            variant="h2"
            counter={`(${keys.length})`}
            description={`For the AWS CLI, SDKs, Terraform and scripts. There may be ${MOST_KEYS}: one in use, one to change over to.`}
            actions={
              <Button
                disabled={isPending || isFull}
                disabledReason={
                  isFull ? `There are ${MOST_KEYS} keys, as many as there may be: delete one first.` : undefined
                }
                loading={creation.isPending}
                onClick={() => void create()}
              >
                Create access key
              </Button>
            }
          >
            Access keys
          </Header>
        }
        empty={
          <EmptyState title="No access keys">
            Whoever works in the console only needs none. Create one for the AWS CLI, an SDK or Terraform.
          </EmptyState>
        }
        columnDefinitions={[
          {
            id: "id",
            header: "Access key ID",
            isRowHeader: true,
            minWidth: 220,
            cell: ({ id }) => <Copyable value={id} name="access key ID" />,
          },
          { id: "status", header: "Status", minWidth: 130, cell: (key) => <KeyStatus accessKey={key} /> },
          {
            id: "created",
            header: "Created",
            minWidth: 120,
            cell: ({ createdAt }) => <Time at={createdAt} relative />,
          },
          { id: "ends", header: "Works until", minWidth: 150, cell: ({ expiresAt }) => <Time at={expiresAt} /> },
          {
            id: "actions",
            header: "Actions",
            minWidth: 130,
            cell: (key) => <Actions accessKey={key} isFull={isFull} onAsk={(deed) => setAsking({ deed, key })} />,
          },
        ]}
      />
      <Suspense>
        {asking && (
          <KeyDialog
            deed={asking.deed}
            accessKey={asking.key}
            onCancel={() => setAsking(undefined)}
            onDone={done}
            onMade={(key) => {
              setMade(key);
              void done();
            }}
          />
        )}
        {made && <NewKeyDialog made={made} whose={whose} onDone={() => setMade(undefined)} />}
      </Suspense>
    </>
  );
}

function useKeys(userId: string | undefined) {
  const own = v1Hooks.useQuery("get", "/v1/access-keys", {}, { enabled: userId === undefined });
  const others = v1Hooks.useQuery(
    "get",
    "/v1/users/{user_id}/access-keys",
    { params: { path: { user_id: userId ?? "" } } },
    { enabled: userId !== undefined },
  );
  return userId === undefined ? own : others;
}

function useCreation(userId: string | undefined) {
  const own = v1Hooks.useMutation("post", "/v1/access-keys");
  const others = v1Hooks.useMutation("post", "/v1/users/{user_id}/access-keys");
  const create = () =>
    userId === undefined ? own.mutateAsync({}) : others.mutateAsync({ params: { path: { user_id: userId } } });
  return { create, isPending: own.isPending || others.isPending };
}

const STATES: Readonly<Record<KeyState, readonly [StatusIndicatorProps.Type, string]>> = {
  active: ["success", "Active"],
  ending: ["pending", "Active, being replaced"],
  disabled: ["stopped", "Disabled"],
  expired: ["stopped", "Expired"],
};

function KeyStatus({ accessKey }: { readonly accessKey: Key }) {
  const [type, told] = STATES[stateOf(accessKey, Date.now())];
  return <StatusIndicator type={type}>{told}</StatusIndicator>;
}

interface ActionsProps {
  readonly accessKey: Key;
  readonly isFull: boolean;
  readonly onAsk: (deed: Deed) => void;
}

function Actions({ accessKey, isFull, onAsk }: ActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ButtonDropdown
        variant="inline-icon"
        ariaLabel={`Actions of ${accessKey.id}`}
        expandToViewport
        items={[
          {
            id: "rotate",
            text: "Rotate",
            disabled: isFull,
            ...(isFull ? { disabledReason: "Delete the other key first: there may be two." } : {}),
          },
          accessKey.isDisabled ? { id: "enable", text: "Enable" } : { id: "disable", text: "Disable" },
          { id: "delete", text: "Delete" },
        ]}
        onItemClick={({ detail }) => onAsk(detail.id as Deed)}
      />
    </SpaceBetween>
  );
}
