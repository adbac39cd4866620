import type { PageModule } from "~/app/page";

export const page: PageModule = {
  routes: [
    {
      path: "download-center",
      load: () => import("./download-center-page"),
      help: () => import("./help"),
      needs: "ListAssessmentReports",
    },
    {
      path: "download-center/:assessmentId/:reportId",
      load: () => import("./report-page"),
      help: () => import("./report-help"),
      needs: "ListAssessmentReports",
    },
    {
      path: "assessments/:assessmentId/report",
      load: () => import("./generate-page"),
      help: () => import("./generate-help"),
      needs: "ListAssessments",
    },
  ],
  navigation: [{ text: "Download center", path: "download-center", order: 50, needs: "ListAssessmentReports" }],
};
