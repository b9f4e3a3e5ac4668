//! Bad documents, each with the sentence that a person reads.

use deepfog_topology::document;

use super::golden;

/// Files in `tests/golden/documents/refused`, and what is said about them.
const REFUSED: &[(&str, &str)] = &[
    (
        "bundle-manifest.json",
        "The document is no network of this page: its format is \"deepfog-bundle\", not \"deepfog\".",
    ),
    ("byte-order-mark-only.json", "The document is empty."),
    (
        "column-after-wide-letters.json",
        "The document is not valid JSON: line 1, column 12: a value is expected here (texts stand in quotation marks).",
    ),
    (
        "cut-off.json",
        "The document is not valid JSON: line 7, column 43: the text ends inside a list.",
    ),
    (
        "cycle.json",
        "The network cannot be opened. The hyperconnections form a cycle through e, f. Remove one of them.",
    ),
    ("empty.json", "The document is empty."),
    (
        "even-kernel.json",
        "The network cannot be opened. Unit 1 of e has kernel 4. Take an odd number.",
    ),
    (
        "field-twice.json",
        "The document is not valid JSON: line 7, column 49: the field \"tier\" is there twice.",
    ),
    (
        "format-number.json",
        "The document is not a network: format: the text \"deepfog\" is expected.",
    ),
    (
        "fractional-width.json",
        "The document is not a network: nodes[0].units[0] (node \"e\"): a whole number from 0 is expected, not 8.5.",
    ),
    (
        "huge-number.json",
        "The document is not valid JSON: line 7, column 64: the number is too large.",
    ),
    (
        "infinity.json",
        "The document is not valid JSON: line 7, column 61: the number is not one of JSON (which has no NaN and no Infinity).",
    ),
    (
        "latin-1.json",
        "The document is not text: byte 79 is not UTF-8. Open a document that was saved as JSON.",
    ),
    (
        "line-break-in-text.json",
        "The document is not valid JSON: line 3, column 1: a line break or another control character stands inside quotation marks.",
    ),
    (
        "link-to-itself.json",
        "The network cannot be opened. e is connected to itself. Remove this hyperconnection.",
    ),
    (
        "link-to-nowhere.json",
        "The network cannot be opened. The hyperconnection e → g ends at g, which does not exist. Remove it or add g.",
    ),
    (
        "link-twice.json",
        "The network cannot be opened. The hyperconnection e → f is there twice. Remove one.",
    ),
    (
        "links-object.json",
        "The document is not a network: links: a list is expected, not an object.",
    ),
    (
        "list.json",
        "The document is not a network: the whole: an object is expected.",
    ),
    (
        "lone-surrogate.json",
        "The document is not valid JSON: line 7, column 30: the escape \\u is half a character.",
    ),
    (
        "long-name.json",
        "The network cannot be opened. The name \"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee\" cannot be used. Take 1 to 32 letters, digits, - or _.",
    ),
    (
        "many-faults.json",
        "The network cannot be opened. Two nodes are called e. Give one another name. The name \"\" cannot be used. Take 1 to 32 letters, digits, - or _. e stands too far out. Put it at most 100000 from the middle of the drawing. And 4 more.",
    ),
    (
        "markup-name.json",
        "The network cannot be opened. The name \"<b>e</b>\" cannot be used. Take 1 to 32 letters, digits, - or _.",
    ),
    (
        "negative-width.json",
        "The document is not a network: nodes[0].units[0] (node \"e\"): a whole number from 0 is expected, not -8.",
    ),
    (
        "no-title.json",
        "The document is not a network: topology: the field \"title\" is missing.",
    ),
    (
        "no-topology.json",
        "The document is not a network: topology: the field is missing.",
    ),
    (
        "no-version.json",
        "The document is not a network: version: the field is missing.",
    ),
    (
        "no-width.json",
        "The document is not a network: nodes[0].units[0] (node \"e\"): the field \"width\" is missing.",
    ),
    (
        "node-list.json",
        "The document is not a network: nodes[0]: an object is expected.",
    ),
    (
        "node-twice.json",
        "The network cannot be opened. Two nodes are called e. Give one another name.",
    ),
    (
        "not-a-number.json",
        "The document is not valid JSON: line 9, column 60: a value is expected here (JSON has no NaN and no Infinity).",
    ),
    (
        "position-of-text.json",
        "The document is not a network: nodes[0].position[0] (node \"e\"): a number is expected, not the text \"0\".",
    ),
    (
        "position-of-three.json",
        "The document is not a network: nodes[0].position (node \"e\"): a list of two numbers is expected.",
    ),
    (
        "position-too-far.json",
        "The network cannot be opened. The position of e is not a number.",
    ),
    (
        "random-weight-zero.json",
        "The network cannot be opened. Random hyperconnection weights go up to 0. Take a number above 0 and at most 1000.",
    ),
    (
        "reliability-above-one.json",
        "The network cannot be opened. The reliability of e under Normal is 1.5. Take 0 to 1.",
    ),
    (
        "reliability-twice.json",
        "The document is not valid JSON: line 9, column 67: the field \"e\" is there twice.",
    ),
    (
        "setting-no-failure.json",
        "The network cannot be opened. Setting \"no Failure\": The setting No failure is always there, and all its nodes are up. Give this one another name.",
    ),
    (
        "setting-twice.json",
        "The network cannot be opened. Two reliability settings are called normal. Rename one.",
    ),
    (
        "single-quotes.json",
        "The document is not valid JSON: line 1, column 3: the name of a field in quotation marks is expected here.",
    ),
    (
        "tier-object.json",
        "The document is not a network: nodes[0].tier (node \"e\"): a text is expected.",
    ),
    (
        "title-on-two-lines.json",
        "The network cannot be opened. The title cannot be used. Take at most 120 characters, all on one line.",
    ),
    (
        "too-deep.json",
        "The document is not valid JSON: line 1, column 128: lists and objects are nested too deeply.",
    ),
    (
        "too-many-nodes.json",
        "The network cannot be opened. There are 65 nodes. At most 64 are taken.",
    ),
    (
        "topology-list.json",
        "The document is not a network: topology: an object is expected.",
    ),
    (
        "trailing-comma.json",
        "The document is not valid JSON: line 7, column 46: nothing follows the comma.",
    ),
    (
        "two-documents.json",
        "The document is not valid JSON: line 11, column 1: more text follows the end of the document.",
    ),
    (
        "unit-by-number.json",
        "The document is not a network: nodes[0].units[0].kind (node \"e\"): a text is expected.",
    ),
    (
        "unknown-task.json",
        "The network cannot be opened. The task \"imagenet\" is not known. Choose one that is.",
    ),
    (
        "unknown-tier.json",
        "The document is not a network: nodes[1].tier (node \"e\"): \"<img src=x onerror=alert(1)>\" is not known; it must be one of \"source\", \"edge\", \"fog\", \"cloud\".",
    ),
    (
        "unknown-unit.json",
        "The document is not a network: nodes[0].units[1].kind (node \"e\"): \"transformer\" is not known; it must be one of \"dense\", \"conv1d\", \"conv2d\", \"max-pool\", \"global-average\".",
    ),
    (
        "utf-16.json",
        "The document is not text: byte 1 is not UTF-8. Open a document that was saved as JSON.",
    ),
    (
        "version-1-with-format.json",
        "The document is not a network: format: version 1 has no field of this name.",
    ),
    (
        "version-2-without-format.json",
        "The document is not a network: format: the field is missing; the text \"deepfog\" is expected.",
    ),
    (
        "version-3.json",
        "The document has format version 3. This page reads up to version 2: open it with a later one.",
    ),
    (
        "version-text.json",
        "The document is not a network: version: a whole number from 1 is expected, not the text \"2\".",
    ),
    (
        "version-zero.json",
        "The document is not a network: version: a whole number from 1 is expected, not 0.",
    ),
    (
        "very-long-name.json",
        "The document is not a network: nodes[0].id (node \"eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee…\"): a text of at most 256 characters is expected.",
    ),
    (
        "weight-too-large.json",
        "The network cannot be opened. The weight of e → f is 1001. Take a number from -1000 to 1000.",
    ),
    (
        "zero-width.json",
        "The network cannot be opened. Unit 1 of e has width 0. Take 1 to 4096.",
    ),
];

#[test]
fn bad_documents_are_refused_with_a_sentence() {
    let files = golden::files("refused");
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let listed: Vec<&str> = REFUSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, listed, "every file has its sentence");
    for ((name, bytes), (_, sentence)) in files.iter().zip(REFUSED) {
        let error = document::read_bytes(bytes).expect_err(name);
        assert_eq!(error.to_string(), *sentence, "{name}");
    }
}
