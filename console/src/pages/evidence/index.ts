import type { PageModule } from "~/app/page";

const CONTROL = "assessments/:assessmentId/control-sets/:controlSetId/controls/:controlId";

/** Evidence folders and evidence; they are reached from their control. */
export const page: PageModule = {
  routes: [
    {
      path: `${CONTROL}/evidence-folders/:folderId`,
      load: () => import("./folder-page"),
      help: () => import("./folder-help"),
      needs: "ListAssessments",
    },
    {
      path: `${CONTROL}/evidence-folders/:folderId/evidence/:evidenceId`,
      load: () => import("./evidence-page"),
      help: () => import("./evidence-help"),
      needs: "ListAssessments",
    },
  ],
};
