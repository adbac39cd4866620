import TopNavigation, { type TopNavigationProps } from "@cloudscape-design/components/top-navigation";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { signOut } from "~/api/session";
import { setLook, useLook } from "~/app/look";
import { useNotify } from "~/app/notifications";
import { address } from "~/app/paths";
import { SESSION_KEY, useSession } from "~/app/session-gate";
import { useBell } from "~/pages/notifications/bell";

const STANDINGS = { administrator: "Administrator", member: "Member", auditor: "Auditor", collector: "Collector" };

/** The bar on top: the product, how it looks, and who is signed in. */
export function TopBar() {
  const session = useSession();
  const look = useLook();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const notify = useNotify();
  const bell = useBell();

  const leave = async () => {
    try {
      await signOut();
    } catch (error) {
      notify.failed(error);
      return;
    }
    queries.setQueryData(SESSION_KEY, null);
    // What was read by one person is not shown to the next.
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  };

  const lookMenu: TopNavigationProps.MenuDropdownUtility = {
    type: "menu-dropdown",
    iconName: "settings",
    ariaLabel: "Appearance",
    title: "Appearance",
    items: [
      {
        id: "theme",
        text: "Theme",
        items: (["light", "dark", "system"] as const).map((theme) => ({
          id: theme,
          itemType: "checkbox",
          text: { light: "Light", dark: "Dark", system: "As the system has it" }[theme],
          checked: look.theme === theme,
        })),
      },
      { id: "compact", itemType: "checkbox", text: "Compact", checked: look.isCompact },
    ],
    onItemClick: ({ detail: { id } }) => {
      if (id === "compact") setLook({ isCompact: !look.isCompact });
      if (id === "light" || id === "dark" || id === "system") setLook({ theme: id });
    },
  };
  const userMenu: TopNavigationProps.MenuDropdownUtility = {
    type: "menu-dropdown",
    text: session.name,
    description: `${STANDINGS[session.standing]}, account ${session.accountId}`,
    iconName: "user-profile",
    items: [
      ...(session.hasPassword ? [{ id: "password", text: "Change password" }] : []),
      { id: "sign-out", text: "Sign out" },
    ],
    onItemClick: ({ detail: { id } }) => {
      if (id === "password") navigate("/password");
      if (id === "sign-out") void leave();
    },
  };
  return (
    <div id="top-bar">
      <TopNavigation
        identity={{ href: address(), title: "Probative" }}
        utilities={[...bell, lookMenu, userMenu]}
        i18nStrings={{ overflowMenuTriggerText: "More", overflowMenuTitleText: "All" }}
      />
    </div>
  );
}
