import { ListNotificationsCommand } from "@aws-sdk/client-auditmanager";
import type { TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useAws } from "~/api/hooks";
import { address } from "~/app/paths";
import { useMay, useSession } from "~/app/session-gate";
import { countNew, useSeenUntil } from "~/pages/notifications/seen";

const LOOKED_AT = 20;
const EVERY_MS = 60_000;

/** Return the bell of the bar on top, for who may read notifications; a dot on it says that there are new ones. */
export function useBell(): TopNavigationProps.ButtonUtility[] {
  const { id } = useSession();
  const may = useMay("ListNotifications");
  const until = useSeenUntil(id);
  const { data } = useAws(
    ListNotificationsCommand,
    { maxResults: LOOKED_AT },
    { enabled: may, refetchInterval: EVERY_MS },
  );
  if (!may) return [];
  const count = countNew(data?.notifications ?? [], until);
  const told = count === 0 ? "none new" : `${count}${count === LOOKED_AT ? " or more" : ""} new`;
  return [
    {
      type: "button",
      iconName: "notification",
      title: "Notifications",
      ariaLabel: `Notifications, ${told}`,
      badge: count > 0,
      disableUtilityCollapse: true,
      href: address("notifications"),
    },
  ];
}
