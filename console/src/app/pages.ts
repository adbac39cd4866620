import type { PageModule } from "~/app/page";
import { page as assessment } from "~/pages/assessment";
import { page as assessmentControl } from "~/pages/assessment-control";
import { page as assessments } from "~/pages/assessments";
import { page as evidence } from "~/pages/evidence";
import { page as password } from "~/pages/password";

/** Every page there is: the one table that a new page is entered into, by name. */
export const PAGES: readonly PageModule[] = [assessments, assessment, assessmentControl, evidence, password];

/** Where `/console/` leads to. */
export const HOME = "assessments";
