import FormField from "@cloudscape-design/components/form-field";
import { lazy, Suspense } from "react";
import { v1Hooks } from "~/api/v1";
import type { StepProps } from "~/pages/create-assessment/step";
import { ErrorAlert } from "~/parts/error-alert";
import type { FrameworkCard } from "~/parts/framework-browser";
import { Loading } from "~/parts/loading";

// The first step has no need of it.
const FrameworkBrowser = lazy(async () => ({ default: (await import("~/parts/framework-browser")).FrameworkBrowser }));

/** Which framework the accounts are weighed against. */
export function FrameworkStep({ draft, onChange, wrong }: StepProps) {
  const { data, error, refetch } = v1Hooks.useQuery("get", "/v1/framework-cards");
  if (error) return <ErrorAlert error={error} onRetry={() => void refetch()} />;
  return (
    <FormField stretch errorText={wrong.frameworkId}>
      <Suspense fallback={<Loading what="Loading frameworks" />}>
        <FrameworkBrowser
          name="Frameworks"
          remember="create-assessment.framework"
          cards={data}
          selected={(data ?? []).filter((card) => card.id === draft.frameworkId)}
          onSelect={(card) => onChange({ frameworkId: card?.id ?? "", services: null })}
        />
      </Suspense>
    </FormField>
  );
}

/** Names the chosen framework, where only its id is at hand. */
export function useFrameworkCard(id: string): FrameworkCard | undefined {
  const { data } = v1Hooks.useQuery("get", "/v1/framework-cards");
  return data?.find((card) => card.id === id);
}
