import type { PageModule } from "~/app/page";

/** One assessment; it is reached from the list. */
export const page: PageModule = {
  routes: [
    {
      path: "assessments/:assessmentId",
      load: () => import("./detail-page"),
      help: () => import("./help"),
      needs: "ListAssessments",
    },
    {
      path: "assessments/:assessmentId/edit",
      load: () => import("./edit-page"),
      help: () => import("./edit-help"),
      needs: "ListAssessments",
    },
  ],
};
