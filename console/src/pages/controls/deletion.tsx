import {
  DeleteControlCommand,
  GetAssessmentCommand,
  GetAssessmentFrameworkCommand,
} from "@aws-sdk/client-auditmanager";
import Button from "@cloudscape-design/components/button";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import type { Details } from "~/pages/controls/words";
import { Confirm } from "~/parts/confirm";

/** A button that deletes a custom control, once it is said what goes with it. */
export function DeleteControl({ of }: { readonly of: Details }) {
  const [isAsked, setAsked] = useState(false);
  const navigate = useNavigate();
  const notify = useNotify();
  const deletion = useAwsMutation(DeleteControlCommand, [
    GetAssessmentFrameworkCommand,
    GetAssessmentCommand,
    "/v1/control-cards",
    "/v1/framework-cards",
    "/v1/frameworks/{framework_id}",
  ]);
  const remove = () =>
    deletion.mutate(
      { controlId: of.id },
      {
        onSuccess: () => {
          notify({ type: "success", header: "The control was deleted" });
          navigate("/controls?tab=custom");
        },
      },
    );
  return (
    <>
      <Button onClick={() => setAsked(true)}>Delete</Button>
      {isAsked && (
        <Confirm
          header="Delete control?"
          action="Delete"
          word="delete"
          isBusy={deletion.isPending}
          error={deletion.error}
          onCancel={() => setAsked(false)}
          onConfirm={remove}
        >
          <p>
            <b className="console-text">{of.name}</b> leaves the library for good, and cannot be brought back.
          </p>
          {of.frameworks.length > 0 && (
            <>
              <p>It leaves these custom frameworks, too:</p>
              <ul>
                {of.frameworks.map(({ id, name }) => (
                  <li key={id} className="console-text">
                    {name}
                  </li>
                ))}
              </ul>
            </>
          )}
          <p>
            It also leaves every active assessment that has it, and nothing more is collected for it there. Inactive
            assessments keep it as a record.
          </p>
        </Confirm>
      )}
    </>
  );
}
