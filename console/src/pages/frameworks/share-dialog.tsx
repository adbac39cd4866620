import {
  ListAssessmentFrameworkShareRequestsCommand,
  StartAssessmentFrameworkShareCommand,
} from "@aws-sdk/client-auditmanager";
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useNavigate } from "react-router";
import { fieldError } from "~/api/explain";
import { useAwsMutation } from "~/api/hooks";
import { useNotify } from "~/app/notifications";
import { type Offer, wrongOffer } from "~/pages/frameworks/shares";
import { ErrorAlert } from "~/parts/error-alert";
import { TextField } from "~/parts/text-field";

interface Props {
  readonly framework: { readonly id: string; readonly name: string };
  readonly onEnd: () => void;
}

/** Offers a custom framework to another account or region. */
export default function ShareDialog({ framework, onEnd }: Props) {
  const [offer, setOffer] = useState<Offer>({ account: "", region: "", comment: "" });
  const [isTried, setTried] = useState(false);
  const notify = useNotify();
  const navigate = useNavigate();
  const share = useAwsMutation(StartAssessmentFrameworkShareCommand, [ListAssessmentFrameworkShareRequestsCommand]);
  const wrong = wrongOffer(offer);
  const change = (more: Partial<Offer>) => setOffer({ ...offer, ...more });
  const send = () => {
    setTried(true);
    if (Object.keys(wrong).length > 0) return;
    share.mutate(
      {
        frameworkId: framework.id,
        destinationAccount: offer.account.trim(),
        destinationRegion: offer.region.trim(),
        ...(offer.comment ? { comment: offer.comment } : {}),
      },
      {
        onSuccess: () => {
          notify({
            type: "success",
            header: "The share request was sent",
            content: "It waits for an answer for up to 120 days.",
          });
          onEnd();
          navigate("/share-requests?tab=sent");
        },
      },
    );
  };
  return (
    <Modal
      visible
      header="Share custom framework"
      onDismiss={onEnd}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onEnd}>
              Cancel
            </Button>
            <Button variant="primary" loading={share.isPending} onClick={send}>
              Share
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">
          <b className="console-text">{framework.name}</b> is offered as it stands now, with its custom controls and
          without tags. Whoever accepts gets a copy.
        </Box>
        <Alert type="info">
          Names, descriptions and sources of its controls can be read by the other account: see that nothing secret is
          in them.
        </Alert>
        <TextField
          label="AWS account ID"
          value={offer.account}
          onChange={(account) => change({ account })}
          constraint="12 digits."
          error={isTried ? (wrong.account ?? fieldError(share.error, "destinationAccount")) : undefined}
        />
        <TextField
          label="AWS Region"
          value={offer.region}
          onChange={(region) => change({ region })}
          placeholder="us-east-1"
          error={isTried ? (wrong.region ?? fieldError(share.error, "destinationRegion")) : undefined}
        />
        <TextField
          label="Comment"
          isOptional
          rows={2}
          limit={500}
          value={offer.comment}
          onChange={(comment) => change({ comment })}
          error={isTried ? wrong.comment : undefined}
        />
        <ErrorAlert error={share.error} />
      </SpaceBetween>
    </Modal>
  );
}
