import {
  ValidateAssessmentReportIntegrityCommand,
  type ValidateAssessmentReportIntegrityCommandOutput,
} from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useAwsMutation } from "~/api/hooks";
import { findingOf } from "~/pages/reports/reports";
import { Copyable } from "~/parts/copyable";
import { ErrorAlert } from "~/parts/error-alert";
import { Properties } from "~/parts/properties";
import { Time } from "~/parts/time";

const SHOWN = 100;
const STEPS: readonly (readonly [what: string, command: string])[] = [
  [
    "Nothing changed, nothing is missing. It prints nothing, and ends with success:",
    `jq -r '.files[] | "\\(.sha256)  \\(.path)"' digest.json | sha256sum --check --quiet`,
  ],
  [
    "Nothing was added. Both numbers are the same:",
    "jq '.files | length' digest.json\nfind . -type f ! -name digest.json | wc -l",
  ],
  [
    'The signature is sound. It prints "Signature Verified Successfully":',
    "jq -jcS 'del(.signature)' digest.json > /tmp/signed\njq -r .signature digest.json | base64 -d > /tmp/signature\njq -r .publicKey digest.json > /tmp/key.pem\nopenssl pkeyutl -verify -pubin -inkey /tmp/key.pem -rawin -in /tmp/signed -sigfile /tmp/signature",
  ],
  [
    "The key is the one that you were told of by another way. It prints its id:",
    "openssl pkey -pubin -in /tmp/key.pem -outform DER | tail -c 32 | sha256sum",
  ],
];

interface Props {
  /** `s3://bucket/key` of the zip. */
  readonly place: string;
  readonly mayValidate: boolean;
  readonly reportId: string;
}

/** Whether a report is as it was signed, by whom, and how others find that out. */
export function Validation({ place, mayValidate, reportId }: Props) {
  const check = useAwsMutation(ValidateAssessmentReportIntegrityCommand);
  return (
    <SpaceBetween size="l">
      {mayValidate && (
        <Container
          header={
            <Header
              variant="h2"
              description="The server reads the zip where it lies, and compares every file with the signed digest."
              actions={
                <div className="console-screen-only">
                  <Button loading={check.isPending} onClick={() => check.mutate({ s3RelativePath: place })}>
                    {check.data ? "Validate again" : "Validate"}
                  </Button>
                </div>
              }
            >
              Validation
            </Header>
          }
        >
          <div aria-live="polite">
            {check.error && <ErrorAlert error={check.error} />}
            {check.data ? <Result found={check.data} /> : <Box>It was not validated on this page yet.</Box>}
          </div>
        </Container>
      )}
      <Outside keyId={check.data?.signatureKeyId} reportId={reportId} />
    </SpaceBetween>
  );
}

function Result({ found }: { readonly found: ValidateAssessmentReportIntegrityCommandOutput }) {
  const errors = (found.validationErrors ?? []).map(findingOf);
  return (
    <SpaceBetween size="m">
      {found.signatureValid && errors.length === 0 ? (
        <Alert type="success" header="The report is as it was signed">
          The signature is sound, and no file was changed, added or taken away since.
        </Alert>
      ) : (
        <Alert
          type="error"
          header={found.signatureValid ? "The report was changed after it was signed" : "The signature does not hold"}
        >
          Do not rely on this copy. {found.signatureValid ? "The signature itself is sound. " : ""}
          {errors.length === 1 ? "This is wrong:" : `These ${errors.length} things are wrong:`}
          <ul>
            {errors.slice(0, SHOWN).map(({ what, reason }) => (
              <li key={`${what} ${reason}`}>
                <span className="console-text">
                  {what}: {reason}
                </span>
              </li>
            ))}
          </ul>
          {errors.length > SHOWN && `The first ${SHOWN} are shown.`}
        </Alert>
      )}
      <Properties
        items={[
          ["Signature", found.signatureValid ? "Sound" : "Does not hold"],
          ["Algorithm", found.signatureAlgorithm],
          ["Signed", <Time key="time" at={found.signatureDateTime} />],
        ]}
      />
      <Properties
        columns={1}
        items={[
          [
            "Signed by the key",
            found.signatureKeyId && <Copyable key="key" value={found.signatureKeyId} name="Key ID" />,
          ],
        ]}
      />
    </SpaceBetween>
  );
}

function Outside({ keyId, reportId }: { readonly keyId: string | undefined; readonly reportId: string }) {
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="For whoever gets the zip: it takes sha256sum, openssl 3 and jq, and neither this server nor an account."
        >
          How others verify it
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box>
          Unpack the zip, and run these in its folder. Tell the recipient the id of the key by another way than the zip,
          such as the telephone
          {keyId ? <>: it is {<Copyable value={keyId} name="Key ID" />}</> : "; validate the report to see it"}.
        </Box>
        <ol>
          {STEPS.map(([what, command]) => (
            <li key={command}>
              <Box>{what}</Box>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard */}
              <section aria-label={what} tabIndex={0} className="console-code">
                <Box variant="code">{command}</Box>
              </section>
            </li>
          ))}
        </ol>
        <Box variant="small" color="text-body-secondary">
          In digest.json, reportId is {reportId}. The same commands are in README.txt inside of the zip.
        </Box>
      </SpaceBetween>
    </Container>
  );
}
