import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import TagEditor from "@cloudscape-design/components/tag-editor";
import { TAGS_MOST } from "~/pages/create-assessment/draft";
import type { StepProps } from "~/pages/create-assessment/step";

/** Tags of the assessment: a key each, and a value where one is wanted. */
export function TagsStep({ draft, onChange, wrong }: StepProps) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Labels to find the assessment by, and to say whose it is. A key is needed, a value is not."
        >
          Tags <i>- optional</i>
        </Header>
      }
    >
      <FormField stretch errorText={wrong.tags}>
        <TagEditor
          tags={draft.tags.map((tag) => ({ ...tag, existing: false }))}
          tagLimit={TAGS_MOST}
          onChange={({ detail }) => onChange({ tags: detail.tags.map(({ key, value }) => ({ key, value })) })}
          i18nStrings={{
            keyPlaceholder: "Enter key",
            valuePlaceholder: "Enter value",
            addButton: "Add new tag",
            removeButton: "Remove",
            removeButtonAriaLabel: (tag) => `Remove tag ${tag.key || "without a key"}`,
            keyHeader: "Key",
            valueHeader: "Value",
            optional: "optional",
            emptyTags: "No tags yet.",
            emptyKeyError: "A key is needed.",
            maxKeyCharLengthError: "A key has at most 128 characters.",
            maxValueCharLengthError: "A value has at most 256 characters.",
            duplicateKeyError: "This key is there already.",
            invalidKeyError: "Letters, numbers, blanks and _ . : / = + - @ can be used.",
            invalidValueError: "Letters, numbers, blanks and _ . : / = + - @ can be used.",
            awsPrefixError: "Only AWS may use keys that begin with aws:.",
            tagLimit: (available) => `${available} more tags can be added.`,
            tagLimitReached: (limit) => `All ${limit} tags are there.`,
            tagLimitExceeded: (limit) => `There may be up to ${limit} tags: remove some.`,
            enteredKeyLabel: (key) => `Use "${key}"`,
            enteredValueLabel: (value) => `Use "${value}"`,
          }}
        />
      </FormField>
    </Container>
  );
}
