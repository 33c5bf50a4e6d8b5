import hashlib
from base64 import b64decode, b64encode


def test_document_holds_the_sheet_and_its_hashes(sheet, definitions):
    content, _ = sheet
    [held] = definitions.document["content"]
    attachment = held["attachment"]
    assert b64decode(attachment["data"]) == content
    assert attachment["size"] == len(content)
    assert attachment["hash"] == b64encode(hashlib.sha1(content).digest()).decode()
    assert attachment["contentType"] == "text/plain"
    assert definitions.document["identifier"][0]["value"] == hashlib.sha256(content).hexdigest()


def test_document_is_of_no_patient_and_no_date(definitions):
    assert not {"subject", "date", "author"} & definitions.document.keys()
    assert definitions.document["type"]["coding"][0]["system"] == "http://loinc.org"
