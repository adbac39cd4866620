import type { PageModule } from "~/app/page";

/** What evidence says at a glance, and the lists behind its numbers that are no evidence. */
export const page: PageModule = {
  routes: [
    { path: "dashboard", load: () => import("./dashboard-page"), help: () => import("./help"), needs: "GetInsights" },
    {
      path: "dashboard/refusals",
      load: () => import("./refusals-page"),
      help: () => import("./refusals-help"),
      needs: "GetInsights",
    },
    {
      path: "dashboard/controls-that-need-people",
      load: () => import("./needs-page"),
      help: () => import("./needs-help"),
      needs: "GetInsights",
    },
  ],
  navigation: [{ text: "Dashboard", path: "dashboard", order: 10, needs: "GetInsights" }],
};
