import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    {
      path: "evidence-finder",
      load: () => import("./finder-page"),
      help: () => import("./help"),
      needs: "QueryEvidence",
    },
  ],
  navigation: [{ text: "Evidence finder", path: "evidence-finder", order: 40, needs: "QueryEvidence" }],
};
