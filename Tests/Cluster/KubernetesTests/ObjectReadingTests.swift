import TestSupport
import Testing

@testable import Kubernetes

@Suite("Objects that anybody may have written", .seeded)
struct ObjectReadingTests {
    private func read<Object: KubernetesObject>(_ type: Object.Type, _ text: String) -> Object? {
        Object.read(JSONCursor(Array(text.utf8)[...]))
    }

    @Test("Who it is can always be told, and what is wrong with it", arguments: HostileObject.all)
    func hostile(object: HostileObject) throws {
        func check(_ metadata: ObjectMetadata?, _ fault: String?) throws {
            let metadata = try #require(metadata)
            #expect(metadata.name == "bad" && metadata.namespace == "team" && metadata.resourceVersion == "7")
            if fault?.contains("uid") != true { #expect(metadata.uid == "u-bad") }
            #expect(metadata.fault?.description == fault)
        }
        try check(read(PartialObject.self, object.json())?.metadata, object.partial)
        try check(read(SecretObject.self, object.json())?.metadata, object.secret)
        try check(read(NamespaceObject.self, object.json())?.metadata, object.namespace)
    }

    @Test func `the last of two keys counts, and a text that is no UTF-8 is mended as Go does`() throws {
        var bytes = Array(#"{"metadata":{"name":"a","annotations":{"x":"1"},"annotations":{"y":"2","z":"#.utf8)
        bytes += [UInt8(ascii: "\""), 0xFF, 0xC3, 0x28, UInt8(ascii: "\"")]
        bytes += Array(#","e":"\ud83d\ude00\ud800\/\n\u0000"}}}"#.utf8)
        let object = try PartialObject(parsing: bytes)
        #expect(object.metadata.annotations == ["y": "2", "z": "\u{FFFD}\u{FFFD}(", "e": "😀\u{FFFD}/\n\u{0}"])
    }

    @Test func `keys that are escaped are the same keys`() throws {
        let secret = try PartialObject(
            parsing: Array(
                #"{"metadata":{"name":"s","managedFields":[{"manager":"pullpass","operation":"Apply","fieldsV1":{"f:d\u0061ta":{"f:\u002edockerconfigjson":{}}}}]}}"#
                    .utf8
            )
        )
        #expect(try #require(secret.metadata.managedFields.first).owns("f:data", "f:.dockerconfigjson"))
    }

    @Test(
        "What is no object at all, or breaks off, says so",
        arguments: [
            ("", "it ends in the middle"), ("[]", "it is no JSON"), ("{", "it ends in the middle"),
            (#"{"metadata":{"name":"a"}"#, "it ends in the middle"), (#"{"metadata":{"name":"a",}}"#, "it is no JSON"),
            (#"{"metadata" {"name":"a"}}"#, "it is no JSON"), ("{}", "it has no metadata"),
            (#"{"metadata":null}"#, "metadata is no object"), (#"{"metadata":{}}"#, "it has no name"),
            (#"{"metadata":{"name":7}}"#, "metadata.name is no text"),
        ]
    )
    func broken(text: String, fault: String) throws {
        #expect(read(PartialObject.self, text)?.metadata.fault?.description == fault)
    }

    @Test func `whatever is cut or changed anywhere never ends the reading, and no neighbour is touched`() throws {
        var random = TestSeed.generator()
        let good = #"{"metadata":{"name":"good","namespace":"team","uid":"u-good","resourceVersion":"9"}}"#
        let short = HostileObject.all.filter { $0.json().utf8.count < 20_000 }
        for object in short {
            let bytes = Array(object.json().utf8)
            for _ in 0..<40 {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<changed.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: changed[place] = UInt8.random(in: 0...255, using: &random)
                    case 1: changed.remove(at: place)
                    default: changed.removeSubrange(place...)
                    }
                    if changed.isEmpty { break }
                }
                _ = PartialObject.read(JSONCursor(changed[...]))
                _ = SecretObject.read(JSONCursor(changed[...]))
                _ = NamespaceObject.read(JSONCursor(changed[...]))
                _ = SpecObject.read(JSONCursor(changed[...]))
                _ = WebhookConfigurationObject.read(JSONCursor(changed[...]))
                _ = try? WatchLine(changed[...])
                _ = WatchLine(beginning: changed[...])
                // Inside quotes everything is somebody's; a text that is escaped stays one value whatever it means.
                let hidden = String(decoding: JSONEscapedText.bytes(changed), as: UTF8.self)
                let list = Array(
                    #"{"metadata":{"resourceVersion":"5"},"items":[{"metadata":{"name":"bad","annotations":{"x":"\#(hidden)"}}},\#(good)]}"#
                        .utf8
                )
                let page = try ListPage<PartialObject>(list)
                #expect(page.items.last?.metadata.uid == "u-good" && page.resourceVersion == "5")
            }
        }
    }

    @Test func `a line that is torn is never taken for an event`() throws {
        let text = #"{"type":"ADDED","object":"# + HostileObject.all[0].json() + "}"
        let bytes = Array(text.utf8)
        _ = try WatchLine(bytes[...])
        for end in 0..<bytes.count {
            #expect(throws: JSONFault.self) { try WatchLine(bytes.prefix(end)) }
            if end > 0 { #expect(throws: JSONFault.self) { try WatchLine((bytes.prefix(end) + bytes)[...]) } }
        }
    }

    @Test("A list with one of them is all the others", arguments: HostileObject.all)
    func list(object: HostileObject) throws {
        let good = HostileObject(name: "good")
        let text =
            #"{"kind":"List","metadata":{"resourceVersion":"5","continue":"next"},"items":[\#(good.json(named: "a")),\#(object.json()),\#(good.json(named: "z"))]}"#
        let page = try ListPage<NamespaceObject>(Array(text.utf8))
        #expect(page.items.map(\.metadata.name) == ["a", "bad", "z"])
        #expect(page.items.map { $0.metadata.fault?.description } == [nil, object.namespace, nil])
        #expect(page.resourceVersion == "5" && page.position == "next")
    }

    @Test(
        "What is no list is the server's fault",
        arguments: [
            "", "{", "[]", "{}", #"{"metadata":{"continue":7},"items":[]}"#, #"{"metadata":{},"items":[{]}"#,
            #"{"metadata":{},"items":[]}x"#,
        ]
    )
    func noList(text: String) {
        #expect(throws: JSONFault.self) { try ListPage<PartialObject>(Array(text.utf8)) }
    }

    @Test func `an object of which only the beginning is there is known by it`() throws {
        let text = #"{"type":"MODIFIED","object":"# + HostileObject.all[1].json()
        let line = try #require(WatchLine(beginning: Array(text.utf8.prefix(160))[...]))
        guard case .applied(let cursor) = line else { throw ClusterlessError() }
        let object = try #require(NamespaceObject.read(cursor, cutAt: 100))
        #expect(
            object.metadata.name == "bad" && object.metadata.uid == "u-bad" && object.metadata.resourceVersion == "7"
        )
        #expect(object.metadata.fault?.description == "it has more than 100 bytes")
    }
}

private struct ClusterlessError: Error {}

/// Bytes as the inside of a JSON text.
private enum JSONEscapedText {
    static func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in bytes where byte >= 0x20 && byte < 0x80 {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { result.append(UInt8(ascii: "\\")) }
            result.append(byte)
        }
        return result
    }
}
