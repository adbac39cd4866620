import type { PageModule } from "~/app/page";

/** A control of an assessment; it is reached from there. */
export const page: PageModule = {
  routes: [
    {
      path: "assessments/:assessmentId/control-sets/:controlSetId/controls/:controlId",
      load: () => import("./control-page"),
      help: () => import("./help"),
      needs: "ListAssessments",
    },
  ],
};
