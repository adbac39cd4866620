import HelpPanel from "@cloudscape-design/components/help-panel";

export function Help() {
  return (
    <HelpPanel header={<h2>Create an assessment</h2>}>
      <p>
        Seven steps, none of which changes anything in your accounts. What you type is kept as a draft, for you alone
        and for a month, so that you can leave at any time and go on later.
      </p>
      <h3>Details</h3>
      <p>
        Reports go to a bucket of yours. <b>Check access</b> puts a small file there and takes it away again. Without
        S3, an address such as s3://reports lands in a folder of that name beside the server&apos;s data.
      </p>
      <h3>Framework</h3>
      <p>
        A framework is a set of controls. <b>Automated</b> is the share of its controls for which some evidence collects
        itself; the others wait for people to bring it. The assessment keeps the framework as it is now: later changes
        to the framework do not change the assessment.
      </p>
      <h3>Accounts</h3>
      <p>
        The server reads in each account through a role that may only read; the settings have a template for it.{" "}
        <b>Check accounts</b> tells whether the role can be assumed, whether Amazon Bedrock and Amazon SageMaker AI are
        in use, and which services that evidence comes from are not switched on. What cannot be read later is recorded
        as a refusal, and never counts as a pass.
      </p>
      <h3>Services</h3>
      <p>The controls say which services are looked at. Of a custom framework, you may choose some of them.</p>
      <h3>Audit owners</h3>
      <p>
        They manage the assessment, and delegate the review of control sets to people who know the matter. With{" "}
        <b>separation of duties</b>, who submits a review cannot be the one who completes it.
      </p>
      <h3>After it is created</h3>
      <p>
        Evidence is collected at once, and from then on as each control says: continuously, daily, weekly or monthly.
      </p>
    </HelpPanel>
  );
}
