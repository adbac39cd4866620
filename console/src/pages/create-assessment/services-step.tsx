import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { ServicesTable, useMayChoose } from "~/pages/assessment/services";
import type { StepProps } from "~/pages/create-assessment/step";

/** Which services are looked at: the controls of a standard framework say it, of a custom one some may be chosen. */
export function ServicesStep({ draft, onChange, wrong }: StepProps) {
  const mayChoose = useMayChoose(draft.frameworkId);
  return (
    <SpaceBetween size="l">
      <Alert type="info">
        {mayChoose
          ? "The controls of the framework look at these services. Evidence that concerns none of those that you choose is not collected."
          : "The controls of the framework say which services are looked at. To look at others, or at fewer, make a custom framework."}
      </Alert>
      <FormField stretch errorText={wrong.services}>
        <ServicesTable
          frameworkId={draft.frameworkId}
          name="AWS services in scope"
          remember="create-assessment.services"
          chosen={draft.services}
          onChoose={mayChoose ? (services) => onChange({ services }) : undefined}
        />
      </FormField>
    </SpaceBetween>
  );
}
