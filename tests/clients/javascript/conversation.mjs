// Talks to a server as a program in JavaScript would, and prints what it heard as JSON.
import {
  AuditManagerClient,
  CreateControlCommand,
  DeleteControlCommand,
  GetControlCommand,
  ListControlsCommand,
  paginateListControls,
} from "@aws-sdk/client-auditmanager";

const client = new AuditManagerClient({});
const heard = {};

const { control } = await client.send(
  new CreateControlCommand({
    name: "Made in JavaScript / ünï",
    controlMappingSources: [
      {
        sourceName: "Guardrails",
        sourceSetUpOption: "System_Controls_Mapping",
        sourceType: "AWS_API_Call",
        sourceFrequency: "DAILY",
        sourceKeyword: { keywordInputType: "SELECT_FROM_LIST", keywordValue: "bedrock_ListGuardrails" },
      },
    ],
    tags: { team: "audit" },
  }),
);
heard.created = control;

const got = await client.send(new GetControlCommand({ controlId: control.id }));
heard.isSame = JSON.stringify(got.control) === JSON.stringify(control);
heard.createdAtIsDate = got.control.createdAt instanceof Date;

heard.standard = 0;
for await (const page of paginateListControls({ client, pageSize: 25 }, { controlType: "Standard" })) {
  heard.standard += page.controlMetadataList.length;
}

try {
  await client.send(new GetControlCommand({ controlId: "00000000-0000-4000-8000-000000000000" }));
} catch (error) {
  heard.error = { name: error.name, type: error.resourceType };
}

await client.send(new DeleteControlCommand({ controlId: control.id }));
const left = await client.send(new ListControlsCommand({ controlType: "Custom" }));
heard.left = left.controlMetadataList.length;

console.log(JSON.stringify(heard));
