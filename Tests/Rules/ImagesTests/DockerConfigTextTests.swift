import TestSupport
import Testing

@testable import Images

/// The text of a node's `config.json` and what is changed in it.
struct DockerConfigTextTests {
    static let texts = [
        #"{"auths":{}}"#,
        #"{}"#,
        "{ }",
        "{\n}\n",
        #"{"auths":null,"credsStore":"desktop"}"#,
        #"{"auths":{"ghcr.io":{"auth":"YTpi"}}}"#,
        "{\n\t\"auths\": {\n\t\t\"https://index.docker.io/v1/\": {\n\t\t\t\"auth\": \"YTpi\"\n\t\t}\n\t},\n\t\"HttpHeaders\": {\n\t\t\"User-Agent\": \"Docker\"\n\t}\n}",
        "{\"credHelpers\":{\"gcr.io\":\"gcloud\"},\"x\":[1, {\"auths\":{}}, \"}\"], \"auths\" : { \"a\" : {} , \"b\":{\"auth\":\"YTpi\"} } , \"z\":1e5}\r\n",
        "  { \"Auths\": {\"q\\\"u\\u006fte.io\": {\"email\": \"{\"}}, \"n\": -0.5 }  ",
        DockerConfigText.template,
        "{\"auths\":{\n\n}}",
    ]

    @Test(arguments: texts, [1, 2, 3])
    func `what was added and is removed again leaves no trace`(text: String, count: Int) throws {
        let before = try DockerConfigText(Array(text.utf8))
        var edit = DockerConfigText.Edit()
        edit.added = (0..<count).map { ("new\($0).example.com/\"x", #"{"auth":"YzpkZQ=="}"#) }
        let after = try DockerConfigText(before.applying(edit))
        let added = edit.added.map {
            DockerConfig.Entry(registry: $0.key, credential: DockerCredential(username: "c", password: "de"))
        }
        #expect(after.config.entries == before.config.entries + added)
        var back = DockerConfigText.Edit()
        back.removed = Set(edit.added.map(\.key))
        back.emptied = before.emptied
        #expect(String(decoding: after.applying(back), as: UTF8.self) == text)
        // One after the other, and in the middle.
        var one = DockerConfigText.Edit()
        one.removed = ["new0.example.com/\"x"]
        one.emptied = before.emptied
        let rest = try DockerConfigText(after.applying(one))
        #expect(rest.config.entries == before.config.entries + added.dropFirst())
        #expect(rest.bytes.count < after.bytes.count)
    }

    @Test func `a value is replaced in its place, and nothing else`() throws {
        let text =
            "{ \"auths\": {\"a.io\": {\"auth\":\"YTpi\"},\n \"b.io\": { \"auth\" : \"YTpi\" }  , \"c.io\":{}}, \"auths2\": 1 }"
        var edit = DockerConfigText.Edit()
        edit.replaced["b.io"] = #"{"auth":"YzpkZQ=="}"#
        let result = try DockerConfigText(Array(text.utf8)).applying(edit)
        #expect(
            String(decoding: result, as: UTF8.self)
                == "{ \"auths\": {\"a.io\": {\"auth\":\"YTpi\"},\n \"b.io\": {\"auth\":\"YzpkZQ==\"}  , \"c.io\":{}}, \"auths2\": 1 }"
        )
        edit = DockerConfigText.Edit()
        edit.removed = ["a.io", "c.io"]
        let few = try DockerConfigText(Array(text.utf8)).applying(edit)
        #expect(
            String(decoding: few, as: UTF8.self)
                == "{ \"auths\": {\"b.io\": { \"auth\" : \"YTpi\" }}, \"auths2\": 1 }"
        )
    }

    @Test(
        arguments: [
            "", "null", "[]", "{", #"{"auths":[]}"#, #"{"auths":{"a":"b"}}"#, #"{"auths":{"a":{"auth":"%"}}}"#,
            #"{"auths":{"a":{"auth":"YWI="}}}"#, #"{"auths":{},"Auths":{}}"#, #"{"auths":{}} x"#, "\u{FEFF}{}",
            #"{"HttpHeaders":[]}"#,
        ]
    )
    func `what the kubelet cannot read, or readers read in more than one way, is no text`(text: String) {
        #expect(throws: DockerConfigError.self) { try DockerConfigText(Array(text.utf8)) }
    }

    @Test func `a deep text and one beyond all bounds are refused or taken in time`() throws {
        let deep = #"{"x":"# + String(repeating: "[", count: 9000) + String(repeating: "]", count: 9000) + "}"
        var edit = DockerConfigText.Edit()
        edit.added = [("a.io", #"{"auth":"YTpi"}"#)]
        let result = try DockerConfigText(DockerConfigText(Array(deep.utf8)).applying(edit))
        #expect(result.keys == ["a.io"])
        let deeper = #"{"x":"# + String(repeating: "[", count: 200_000)
        #expect(throws: DockerConfigError.self) { try DockerConfigText(Array(deeper.utf8)) }
        let long = "{\"x\":\"" + String(repeating: "y", count: DockerConfig.maximumBytes) + "\"}"
        #expect(throws: DockerConfigError.self) { try DockerConfigText(Array(long.utf8)) }
    }
}
