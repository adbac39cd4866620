import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    {
      path: "notifications",
      load: () => import("./notifications-page"),
      help: () => import("./help"),
      needs: "ListNotifications",
    },
  ],
  navigation: [{ text: "Notifications", path: "notifications", order: 90, needs: "ListNotifications" }],
};
