import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";
import { fieldError } from "~/api/explain";
import { useForget } from "~/api/hooks";
import { v1Hooks } from "~/api/v1";
import { useNotify } from "~/app/notifications";
import { weakness } from "~/pages/password/password-page";
import { NewPasswordField } from "~/pages/settings/new-password-field";
import type { User } from "~/pages/settings/rights";
import { Confirm } from "~/parts/confirm";
import { ErrorAlert } from "~/parts/error-alert";

interface Props {
  readonly user: User;
  readonly onClose: () => void;
}

export type Deed = "password" | "disable" | "enable" | "delete";

interface DialogProps extends Props {
  readonly deed: Deed;
  readonly isSelf: boolean;
}

/** Asks before something is done to a user. */
export default function UserDialog({ deed, isSelf, ...asked }: DialogProps) {
  if (deed === "password") return <PasswordReset {...asked} />;
  if (deed === "delete") return <UserDeletion {...asked} />;
  return <UserDisabling {...asked} isSelf={isSelf} isDisabled={deed === "disable"} />;
}

/** Takes what was asked of users as old. */
function useChanged(): () => Promise<void> {
  const forget = useForget();
  return () => forget("/v1/users", "/v1/users/{user_id}", "/v1/people", "/v1/account-changes");
}

/** Gives a user another password. */
function PasswordReset({ user, onClose }: Props) {
  const notify = useNotify();
  const changed = useChanged();
  const [password, setPassword] = useState("");
  const [isTried, setTried] = useState(false);
  const weak = weakness(password, password).password;
  const reset = v1Hooks.useMutation("put", "/v1/users/{user_id}/password", {
    onSuccess: async () => {
      notify({
        type: "success",
        header: `${user.name} has another password`,
        content: "All their sessions have ended.",
      });
      onClose();
      await changed();
    },
  });
  const submit = () => {
    setTried(true);
    if (!weak) reset.mutate({ params: { path: { user_id: user.id } }, body: { password } });
  };
  return (
    <Modal
      visible
      header={`Reset the password of ${user.name}`}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" loading={reset.isPending} onClick={submit}>
              Reset password
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>
          All sessions of {user.name} end at once. Access keys work on. Tell them the password on a way that others do
          not see.
        </Box>
        <NewPasswordField
          label="New password"
          value={password}
          onChange={setPassword}
          error={(isTried ? weak : undefined) ?? fieldError(reset.error, "password")}
        />
        <ErrorAlert error={reset.error} />
      </SpaceBetween>
    </Modal>
  );
}

interface DisablingProps extends Props {
  readonly isSelf: boolean;
  readonly isDisabled: boolean;
}

/** Shuts a user out, or lets them in again. */
function UserDisabling({ user, isSelf, isDisabled, onClose }: DisablingProps) {
  const notify = useNotify();
  const changed = useChanged();
  const change = v1Hooks.useMutation("put", "/v1/users/{user_id}/state", {
    onSuccess: async () => {
      notify({ type: "success", header: `${user.name} was ${isDisabled ? "disabled" : "enabled"}` });
      onClose();
      await changed();
    },
  });
  return (
    <Confirm
      header={`${isDisabled ? "Disable" : "Enable"} ${user.name}?`}
      action={isDisabled ? "Disable" : "Enable"}
      isBusy={change.isPending}
      error={change.error}
      onCancel={onClose}
      onConfirm={() => change.mutate({ params: { path: { user_id: user.id } }, body: { isDisabled } })}
    >
      {isDisabled
        ? `Sessions end at once, and access keys are refused within seconds. What ${user.name} did, and every assessment that names them, stays as it is. They can be enabled again.`
        : `${user.name} can sign in again, and the access keys that are enabled work again.`}
      {isDisabled && isSelf && <Box fontWeight="bold">This is you: you will be signed out.</Box>}
    </Confirm>
  );
}

/** Forgets a user who never did anything. */
function UserDeletion({ user, onClose }: Props) {
  const notify = useNotify();
  const changed = useChanged();
  const navigate = useNavigate();
  const remove = v1Hooks.useMutation("delete", "/v1/users/{user_id}", {
    onSuccess: async () => {
      notify({ type: "success", header: `${user.name} was deleted` });
      navigate("/settings/users");
      await changed();
    },
  });
  return (
    <Confirm
      header={`Delete ${user.name}?`}
      action="Delete"
      isBusy={remove.isPending}
      error={remove.error}
      onCancel={onClose}
      onConfirm={() => remove.mutate({ params: { path: { user_id: user.id } } })}
    >
      The user goes for good, with their access keys, drafts and saved queries. Only who never did anything can be
      deleted, as records must go on saying who did what: anybody else can be disabled.
    </Confirm>
  );
}
