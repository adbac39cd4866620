import Button from "@cloudscape-design/components/button";
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { lazy, Suspense, useState } from "react";
import { useParams } from "react-router";
import { v1Hooks } from "~/api/v1";
import { address } from "~/app/paths";
import { useSession } from "~/app/session-gate";
import { crumbsTo } from "~/pages/settings/crumbs";
import { KeysTable } from "~/pages/settings/keys-table";
import { labelOf, lastDayOf, type User } from "~/pages/settings/rights";
import { useAssessments } from "~/pages/settings/rights-fields";
import type { Deed } from "~/pages/settings/user-dialogs";
import { UserStatus } from "~/pages/settings/user-status";
import { Copyable } from "~/parts/copyable";
import { ErrorAlert } from "~/parts/error-alert";
import { Loading } from "~/parts/loading";
import { Page } from "~/parts/page";
import { Properties } from "~/parts/properties";
import { Time } from "~/parts/time";

// What is not shown at once comes later: the first load of a page has its limit.
const AccountChanges = lazy(() =>
  import("~/pages/settings/account-changes").then((module) => ({ default: module.AccountChanges })),
);
const UserDialog = lazy(() => import("~/pages/settings/user-dialogs"));

export function Component() {
  const { userId = "" } = useParams();
  const session = useSession();
  const [deed, setDeed] = useState<Deed>();
  const { data, error, isPending, refetch } = v1Hooks.useQuery("get", "/v1/users/{user_id}", {
    params: { path: { user_id: userId } },
  });
  const name = data?.name ?? "User";
  const isSelf = userId === session.id;
  const close = () => setDeed(undefined);
  return (
    <Page
      title={name}
      crumbs={crumbsTo(name, { text: "Users", href: address("settings", "users") })}
      actions={data && <Actions user={data} isSelf={isSelf} onAsk={setDeed} />}
    >
      <SpaceBetween size="l">
        <ErrorAlert error={error} onRetry={() => void refetch()} />
        {isPending && <Loading />}
        {data && (
          <SpaceBetween size="l">
            <Details user={data} />
            <KeysTable {...(isSelf ? {} : { userId })} whose={isSelf ? "Your" : `${data.name}'s`} />
            <Suspense fallback={<Loading />}>
              <AccountChanges userName={data.name} />
            </Suspense>
          </SpaceBetween>
        )}
      </SpaceBetween>
      <Suspense>{data && deed && <UserDialog user={data} deed={deed} isSelf={isSelf} onClose={close} />}</Suspense>
    </Page>
  );
}

interface ActionsProps {
  readonly user: User;
  readonly isSelf: boolean;
  readonly onAsk: (deed: Deed) => void;
}

function Actions({ user, isSelf, onAsk }: ActionsProps) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ButtonDropdown
        items={[
          ...(user.signsInByProvider ? [] : [{ id: "password", text: "Reset password" }]),
          user.isDisabled ? { id: "enable", text: "Enable" } : { id: "disable", text: "Disable" },
          ...(isSelf ? [] : [{ id: "delete", text: "Delete" }]),
        ]}
        onItemClick={({ detail }) => onAsk(detail.id as Deed)}
      >
        Actions
      </ButtonDropdown>
      <Button href={address("settings", "users", user.id, "rights")}>Edit rights</Button>
    </SpaceBetween>
  );
}

function Details({ user }: { readonly user: User }) {
  const { accountId } = useSession();
  return (
    <Container header={<Header variant="h2">Details and rights</Header>}>
      <Properties
        minColumnWidth={220}
        items={[
          ["Standing", labelOf(user.standing)],
          ["Status", <UserStatus key="status" isDisabled={user.isDisabled} />],
          ["Created", <Time key="created" at={user.createdAt} />],
          ["ARN", <Copyable key="arn" value={`arn:aws:iam::${accountId}:user/${user.name}`} name="ARN" />],
          ["Acts as", user.roleArns.join(", ")],
          [
            "Signs in",
            user.signsInByProvider ? "At your organization's provider" : "Here, with a password or access keys",
          ],
          ...(user.groups.length > 0 ? [["Groups at the provider", user.groups.join(", ")] as const] : []),
          ...(user.standing === "auditor"
            ? [
                ["May read", <Audited key="audited" ids={user.auditing?.assessments ?? []} />] as const,
                ["Last day (UTC)", lastDayOf(user.auditing?.until) || "Without end"] as const,
              ]
            : []),
        ]}
      />
    </Container>
  );
}

function Audited({ ids }: { readonly ids: readonly string[] }) {
  const { data } = useAssessments();
  if (ids.length === 0) return <>No assessment</>;
  return (
    <SpaceBetween size="xxs">
      {ids.map((id) => (
        <Link key={id} href={address("assessments", id)}>
          <span className="console-text">{data?.find((each) => each.id === id)?.name ?? id}</span>
        </Link>
      ))}
    </SpaceBetween>
  );
}
