import Testing

/// What somebody can put into an object, or an API server into an answer, to harm whoever reads it.
struct HostileObject: Sendable, CustomTestStringConvertible {
    let name: String
    /// The inside of `metadata`, after name, namespace, uid and resourceVersion.
    var metadata = ""
    /// Beside the metadata.
    var rest = ""
    /// What is wrong with it as a Secret's metadata, a Secret and a namespace; nil where nothing is.
    var partial: String?
    var secret: String?
    var namespace: String?

    var testDescription: String { name }

    /// The object's JSON.
    func json(named name: String = "bad", in namespace: String = "team", version: Int = 7) -> String {
        #"{"kind":"Secret","apiVersion":"v1","metadata":{"name":"\#(name)","namespace":"\#(namespace)","uid":"u-\#(name)","resourceVersion":"\#(version)"\#(metadata.isEmpty ? "" : "," + metadata)}\#(rest.isEmpty ? "" : "," + rest)}"#
    }

    static func nested(_ depth: Int, _ open: String, _ close: String) -> String {
        String(repeating: open, count: depth) + String(repeating: close, count: depth)
    }

    private static func managers(_ count: Int, _ fields: String = "{}") -> String {
        let entries = (0..<count).map {
            #"{"manager":"m\#($0)","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":\#(fields)}"#
        }
        return #""managedFields":["# + entries.joined(separator: ",") + "]"
    }

    private static func map(_ name: String, _ count: Int, value: String = "") -> String {
        #""\#(name)":{"# + (0..<count).map { #""key-\#($0)":"\#(value)""# }.joined(separator: ",") + "}"
    }

    static let all: [HostileObject] = [
        HostileObject(name: "an ordinary one", rest: #""type":"Opaque","data":{"a":"aGk="}"#),
        HostileObject(
            name: "managedFields nested 600 deep",
            metadata: managers(1, deep(600))
        ),
        HostileObject(name: "managedFields nested 200,000 deep", metadata: managers(1, deep(200_000))),
        HostileObject(name: "managedFields that are no list", metadata: #""managedFields":{"a":[[[]]]}"#),
        HostileObject(
            name: "managedFields of anything",
            metadata: #""managedFields":[1,null,"x",[{}],{"fieldsV1":7}]"#
        ),
        HostileObject(
            name: "40 managers",
            metadata: managers(40),
            partial: "it has more than 32 managers",
            secret: "it has more than 32 managers"
        ),
        HostileObject(
            name: "100,000 fields of one manager",
            metadata: managers(1, "{" + (0..<100_000).map { "\"f:\($0)\":{}" }.joined(separator: ",") + "}")
        ),
        HostileObject(
            name: "50,000 labels",
            metadata: map("labels", 50_000),
            secret: "metadata.labels has more than 131072 bytes",
            namespace: "metadata.labels has more than 32768 bytes"
        ),
        HostileObject(
            name: "256 KiB of annotations",
            metadata: map("annotations", 256, value: String(repeating: "x", count: 1000))
        ),
        HostileObject(
            name: "1 MB of annotations",
            metadata: map("annotations", 1000, value: String(repeating: "x", count: 1000)),
            partial: "metadata.annotations has more than 327680 bytes",
            secret: "metadata.annotations has more than 327680 bytes"
        ),
        HostileObject(
            name: "labels that are no texts",
            metadata: #""labels":{"a":1,"b":{"c":[]}}"#,
            secret: "metadata.labels has a value that is no text",
            namespace: "metadata.labels has a value that is no text"
        ),
        HostileObject(name: "keys twice", metadata: #""labels":{"a":"1","a":"2"},"name":"bad""#),
        HostileObject(
            name: "lone surrogates and NUL",
            metadata: #""annotations":{"a":"\ud800\u0000\udfff","b":"\ud83d\ude00"}"#
        ),
        HostileObject(name: "escapes that JSON does not have", metadata: #""annotations":{"a":"\x\u12","b":"\q"}"#),
        HostileObject(
            name: "a number of 100,000 digits",
            metadata: "\"generation\":" + String(repeating: "9", count: 100_000)
        ),
        HostileObject(
            name: "members that nobody knows, nested",
            metadata: "\"future\":" + nested(5000, "[", "]"),
            rest: "\"status\":" + nested(5000, "[", "]")
        ),
        HostileObject(
            name: "a uid of 1 MB",
            metadata: "\"uid\":\"" + String(repeating: "u", count: 1 << 20) + "\"",
            partial: "metadata.uid has more than 512 bytes",
            secret: "metadata.uid has more than 512 bytes",
            namespace: "metadata.uid has more than 512 bytes"
        ),
        HostileObject(
            name: "data that are no base64",
            rest: #""data":{"a":"!!!"}"#,
            secret: "data.a is no base64"
        ),
        HostileObject(name: "data of another kind", rest: #""data":[1]"#, secret: "data is no object"),
        HostileObject(
            name: "5,000 empty values",
            rest: map("data", 5000),
            secret: "data has more than 4096 entries"
        ),
        HostileObject(name: "a type of another kind", rest: #""type":[]"#, secret: "type is no text"),
        HostileObject(
            name: "owners nested deep",
            metadata: "\"ownerReferences\":" + nested(100, "[", "]"),
            secret: "metadata.ownerReferences is nested more than 64 levels deep"
        ),
    ]

    /// FieldsV1 as a tenant has written it: a path of so many parts.
    static func deep(_ depth: Int) -> String {
        String(repeating: #"{"f:a":"#, count: depth) + "{}" + String(repeating: "}", count: depth)
    }
}
