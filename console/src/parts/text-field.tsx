import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Textarea from "@cloudscape-design/components/textarea";
import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  readonly constraint?: string;
  /** How many characters there may be: a live count is shown, and more is told as an error. */
  readonly limit?: number;
  readonly isOptional?: boolean;
  /** More than one line. */
  readonly rows?: number;
  readonly error?: string | undefined;
  readonly type?: InputProps.Type;
  readonly autoComplete?: string;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly disabled?: boolean;
}

/** Count as the server does: by code point, so that an emoji is one. */
export function characters(text: string): number {
  return [...text].length;
}

/** Return what is said of the length of a text, and whether it is too long. */
export function lengthOf(text: string, limit: number): { readonly told: string; readonly isTooLong: boolean } {
  const count = characters(text);
  const over = count - limit;
  const told = over > 0 ? `${over} of ${count} characters too many` : `${count} of ${limit} characters`;
  return { told, isTooLong: over > 0 };
}

/** A field for text with its label, its live count of characters, and what is wrong with it. */
export function TextField(props: Props) {
  const { label, value, limit, rows, error, isOptional = false } = props;
  const length = limit === undefined ? undefined : lengthOf(value, limit);
  const constraint = [props.constraint, length?.isTooLong ? undefined : length?.told].filter(Boolean).join(" ");
  const shared = {
    value,
    placeholder: props.placeholder ?? "",
    disabled: props.disabled ?? false,
    onChange: ({ detail }: { detail: { value: string } }) => props.onChange(detail.value),
    autoFocus: props.autoFocus ?? false,
  };
  return (
    <FormField
      label={
        isOptional ? (
          <>
            {label} <i>- optional</i>
          </>
        ) : (
          label
        )
      }
      description={props.description}
      constraintText={constraint || undefined}
      errorText={error || (length?.isTooLong ? length.told : undefined)}
    >
      {rows ? (
        <Textarea {...shared} rows={rows} />
      ) : (
        <Input {...shared} type={props.type ?? "text"} autoComplete={props.autoComplete ?? false} />
      )}
    </FormField>
  );
}
