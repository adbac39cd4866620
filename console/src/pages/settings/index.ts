import type { PageModule } from "~/app/page";

/** Settings of the server, of its account and of its people, each to who may change it; own keys to everybody. */
export const page: PageModule = {
  routes: [
    { path: "settings", load: () => import("./home-page"), help: () => import("./home-help") },
    {
      path: "settings/accounts",
      load: () => import("./accounts-page"),
      help: () => import("./accounts-help"),
      needs: "ManageAccounts",
    },
    {
      path: "settings/users",
      load: () => import("./users-page"),
      help: () => import("./users-help"),
      needs: "ManageUsers",
    },
    {
      path: "settings/users/create",
      load: () => import("./create-user-page"),
      help: () => import("./users-help"),
      needs: "ManageUsers",
    },
    {
      path: "settings/users/:userId",
      load: () => import("./user-page"),
      help: () => import("./users-help"),
      needs: "ManageUsers",
    },
    {
      path: "settings/users/:userId/rights",
      load: () => import("./rights-page"),
      help: () => import("./users-help"),
      needs: "ManageUsers",
    },
    { path: "settings/access-keys", load: () => import("./own-keys-page"), help: () => import("./keys-help") },
    {
      path: "settings/general",
      load: () => import("./general-page"),
      help: () => import("./general-help"),
      needs: "UpdateSettings",
    },
    {
      path: "settings/notifications",
      load: () => import("./topic-page"),
      help: () => import("./topic-help"),
      needs: "UpdateSettings",
    },
    {
      path: "settings/retention",
      load: () => import("./retention-page"),
      help: () => import("./retention-help"),
      needs: "GetSettings",
    },
    {
      path: "settings/policies",
      load: () => import("./policies-page"),
      help: () => import("./policies-help"),
      needs: "ManageUsers",
    },
    {
      path: "settings/organization",
      load: () => import("./organization-page"),
      help: () => import("./organization-help"),
      needs: "GetOrganizationAdminAccount",
    },
    {
      path: "settings/server",
      load: () => import("./server-page"),
      help: () => import("./server-help"),
      needs: "ManageAccounts",
    },
  ],
  navigation: [
    {
      text: "Accounts and roles",
      path: "settings/accounts",
      section: "Administration",
      order: 10,
      needs: "ManageAccounts",
    },
    { text: "Users", path: "settings/users", section: "Administration", order: 20, needs: "ManageUsers" },
    { text: "My access keys", path: "settings/access-keys", section: "Administration", order: 80 },
    { text: "Settings", path: "settings", section: "Administration", order: 90, needs: "UpdateSettings" },
  ],
};
