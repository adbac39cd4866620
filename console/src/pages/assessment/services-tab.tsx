import type { AssessmentSeen } from "~/pages/assessment/assessment";
import { ServicesTable } from "~/pages/assessment/services";

/** The services that are looked at: those that the evidence sources of the framework ask, or what was chosen of them. */
export function ServicesTab({ seen }: { readonly seen: AssessmentSeen }) {
  const chosen = seen.own?.services ?? [];
  const isChosen = chosen.length > 0;
  return (
    <ServicesTable
      frameworkId={seen.assessment?.framework?.id ?? ""}
      name="AWS services"
      remember="assessment-services"
      description={
        isChosen
          ? "They were chosen of what the framework's controls ask. Of others nothing is collected."
          : "They follow from what the framework's controls ask."
      }
      chosen={isChosen ? chosen : null}
    />
  );
}
