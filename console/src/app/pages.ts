import type { PageModule } from "~/app/page";
import { page as assessment } from "~/pages/assessment";
import { page as assessmentControl } from "~/pages/assessment-control";
import { page as assessments } from "~/pages/assessments";
import { page as controls } from "~/pages/controls";
import { page as createAssessment } from "~/pages/create-assessment";
import { page as dashboard } from "~/pages/dashboard";
import { page as delegations } from "~/pages/delegations";
import { page as evidence } from "~/pages/evidence";
import { page as evidenceFinder } from "~/pages/evidence-finder";
import { page as frameworks } from "~/pages/frameworks";
import { page as inventory } from "~/pages/inventory";
import { page as notifications } from "~/pages/notifications";
import { page as password } from "~/pages/password";
import { page as reports } from "~/pages/reports";
import { page as settings } from "~/pages/settings";

/** Every page there is: the one table that a new page is entered into, by name. */
export const PAGES: readonly PageModule[] = [
  dashboard,
  assessments,
  createAssessment,
  assessment,
  assessmentControl,
  evidence,
  evidenceFinder,
  delegations,
  inventory,
  reports,
  frameworks,
  controls,
  notifications,
  settings,
  password,
];

/** Where `/console/` leads to. */
export const HOME = "dashboard";
