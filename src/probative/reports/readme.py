"""README.txt: what is in a report and how to check it with tools that everybody has."""

from typing import Final

_TEXT: Final = """\
ASSESSMENT REPORT

{name}
Report     {report_id}
Assessment {assessment_id}
Key id     {key_id}

This report states what was collected, and what a rule or a service made of it. It does not judge the organisation.
{note}

WHAT IS HERE

AssessmentReportSummary.pdf  Read this first. Its links open the files below.
evidence/                    One JSON file for each evidence item:
                             evidence/<control>/<data source>/<day of collection, UTC>/
                             <time when the fact held, UTC>_<service>_<event>_<account>_<end of the id>.json
controls/                    All evidence of a control on paper, where the summary cannot hold it.
facts/                       Raw content that several evidence items share.
verdicts.csv                 Every evidence item on a line, with its verdict and its file.
coverage.csv                 What was expected, answered, refused and unseen: first each observation once (no
                             control), then for each control.
refusals.csv                 Every source that would not say, why, and what to do about it.
digest.json                  SHA-256 and size of each file, and a signature over all of them.

In the CSV files a cell that a spreadsheet would take for a formula has an apostrophe before it.


HOW TO CHECK IT

In a shell, in this folder, with sha256sum, openssl 3 and jq.

1. Nothing changed, nothing is missing:

     jq -r '.files[] | "\\(.sha256)  \\(.path)"' digest.json | sha256sum --check --quiet

   It prints nothing, and ends with success. Nothing was added: these two numbers are the same.

     jq '.files | length' digest.json
     find . -type f ! -name digest.json | wc -l

2. The signature is sound:

     jq -jcS 'del(.signature)' digest.json > /tmp/signed
     jq -r .signature digest.json | base64 -d > /tmp/signature
     jq -r .publicKey digest.json > /tmp/key.pem
     openssl pkeyutl -verify -pubin -inkey /tmp/key.pem -rawin -in /tmp/signed -sigfile /tmp/signature

   It prints: Signature Verified Successfully

3. The key is the one you expect. Compare its id with the one that the sender gave you by another way:

     openssl pkey -pubin -in /tmp/key.pem -outform DER | tail -c 32 | sha256sum

Steps 1 and 2 alone show that nothing was changed since somebody signed; step 3 shows who.


RAW CONTENT

In an evidence file, `fact.content` holds what the source said; `sha256` is the digest of the raw bytes. With encoding
"json" they are `value` written without spaces and without escaping what is not ASCII; where that would not give the
same bytes, `text` has them as they came. With encoding "text" they are `text` in UTF-8, with "base64" `base64`.
In Python:

     import hashlib, json
     content = json.load(open(PATH))["fact"]["content"]
     compact = json.dumps(content.get("value"), separators=(",", ":"), ensure_ascii=False)
     raw = content.get("text", compact)
     print(hashlib.sha256(raw.encode()).hexdigest() == content["sha256"])
"""


def readme(name: str, report_id: str, assessment_id: str, key_id: str, *, note: str = "") -> bytes:
    """Return the text, in UTF-8; `note` is what a reader must know first."""
    one_line = " ".join(name.split())
    told = f"{note}\n" if note else ""
    text = _TEXT.format(name=one_line, report_id=report_id, assessment_id=assessment_id, key_id=key_id, note=told)
    return text.encode("utf-8", "backslashreplace")
