import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    { path: "delegations", load: () => import("./list-page"), help: () => import("./help"), needs: "GetDelegations" },
    {
      path: "delegations/:assessmentId/:controlSetId",
      load: () => import("./review-page"),
      help: () => import("./review-help"),
    },
  ],
  navigation: [{ text: "Delegations", path: "delegations", order: 30, needs: "GetDelegations" }],
};
