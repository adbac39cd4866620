import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import { explain } from "~/api/explain";

interface Props {
  /** What was thrown; nothing is shown for null and undefined. */
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** Says what happened, what to do about it, and what to tell who is asked for help. */
export function ErrorAlert({ error, onRetry }: Props) {
  if (error === null || error === undefined) return null;
  const { title, message, remedy, fields, details } = explain(error);
  return (
    <Alert type="error" header={title} action={onRetry && <Button onClick={onRetry}>Try again</Button>}>
      <Box variant="p">
        <span className="console-text">{message}</span>
      </Box>
      {fields.length > 0 && (
        <ul>
          {fields.map((field) => (
            <li key={`${field.name} ${field.message}`}>
              {field.name}: {field.message}
            </li>
          ))}
        </ul>
      )}
      <Box variant="p">{remedy}</Box>
      {details && (
        <Box variant="small" color="text-body-secondary">
          {details}
        </Box>
      )}
    </Alert>
  );
}
