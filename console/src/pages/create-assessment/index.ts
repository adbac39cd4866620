import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    {
      path: "assessments/create",
      load: () => import("./wizard-page"),
      help: () => import("./help"),
      needs: "CreateAssessment",
    },
  ],
};
