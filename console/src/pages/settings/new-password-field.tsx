import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { newPassword } from "~/pages/settings/rights";
import { TextField } from "~/parts/text-field";

const LONGEST = 256;

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
  readonly isOptional?: boolean;
  readonly description?: string;
  readonly error?: string | undefined;
}

/** A password for somebody else: typed or made, and carried to them. */
export function NewPasswordField({ value, onChange, ...field }: Props) {
  const [isShown, setShown] = useState(false);
  const make = () => {
    onChange(newPassword());
    setShown(true);
  };
  return (
    <SpaceBetween size="s">
      <TextField
        {...field}
        value={value}
        onChange={onChange}
        type={isShown ? "text" : "password"}
        autoComplete="new-password"
        constraint="At least 12 characters."
        limit={LONGEST}
      />
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Button formAction="none" onClick={make}>
          Make a password
        </Button>
        {value && (
          <CopyToClipboard
            textToCopy={value}
            copyButtonText="Copy"
            copyButtonAriaLabel="Copy the password"
            copySuccessText="Copied"
            copyErrorText="It could not be copied"
          />
        )}
        <Toggle checked={isShown} onChange={({ detail }) => setShown(detail.checked)}>
          Show the password
        </Toggle>
      </SpaceBetween>
    </SpaceBetween>
  );
}
