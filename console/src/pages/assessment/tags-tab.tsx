import { type AssessmentSeen, useRefresh } from "~/pages/assessment/assessment";
import { Tags } from "~/parts/tags";

/** The tags of the assessment. */
export function TagsTab({ seen }: { readonly seen: AssessmentSeen }) {
  const refresh = useRefresh();
  return (
    <Tags
      of="the assessment"
      remember="assessment-tags"
      arn={seen.assessment?.arn ?? ""}
      tags={seen.assessment?.tags}
      mayTag={seen.may("TagResource") && seen.may("UntagResource")}
      onSaved={async () => {
        await refresh();
      }}
    />
  );
}
