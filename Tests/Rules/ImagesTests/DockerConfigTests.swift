import Images
import Testing

@Suite struct `Docker configurations` {
    static let readable: [(text: String, expected: [String])] = [
        ("", []),
        ("null", []),
        (" \n{}\t", []),
        (#"{"auths":null}"#, []),
        (#"{"auths":{"a.io":null}}"#, ["a.io ="]),
        (#"{"AUTHS":{"a.io":{"Username":"u","PASSWORD":"p"}}}"#, ["a.io u=p"]),
        (#"{"auth\u017f":{"a.io":{"u\u017fername":"u"}}}"#, ["a.io u="]),
        (#"{"auths":{"a.io":{"username":"u","Username":"v","username":null}}}"#, ["a.io v="]),
        (#"{"auths":{"a.io":{"username":"1"},"b.io":{},"a.io":{"password":"2"}}}"#, ["a.io =2", "b.io ="]),
        (#"{"auths":{"a.io":{}},"auths":{"b.io":{}}}"#, ["a.io =", "b.io ="]),
        (#"{"auths":{"a.io":{}},"auths":null}"#, []),
        (#"{"auths":{"a.io":{"username":"u","auth":"","x":[1,-0.5e+3,{"y":[true,false,null]}]}},"z":{}}"#, ["a.io u="]),
        (#"{"HttpHeaders":{"X":"y","Z":null},"auths":{}}"#, []),
        (#"{"auths":{"a.io":{"auth":"dTpw\r\nOnE="}}}"#, ["a.io u=p:q"]),
        (#"{"auths":{"a.io":{"auth":"dTpwOnE"}}}"#, ["a.io u=p:q"]),
        (#"{"auths":{"a.io":{"auth":"dTpwOnE=\n"}}}"#, ["a.io u=p:q"]),
        (#"{"auths":{"a.io":{"auth":"dTo\u003d"}}}"#, ["a.io u="]),
        (#"{"auths":{"a.io":{"auth":"OnB="}}}"#, ["a.io =p"]),
        (#"{"auths":{"\ud83d\ude00\ud800x\ud800\u0041":{}}}"#, ["😀\u{FFFD}x\u{FFFD}A ="]),
    ]

    @Test(arguments: readable)
    func `are read as Go reads them`(text: String, expected: [String]) throws {
        let config = try DockerConfig(parsing: Array(text.utf8))
        #expect(
            config.entries.map { "\($0.registry) \($0.credential.username)=\($0.credential.password)" } == expected
        )
    }

    @Test(arguments: [
        "{", "}", "[]", "1", "\"a\"", "true", "{}x", "{} {}", "{\"auths\"}", "{\"auths\":}", "{\"auths\":{},}", "{,}",
        "\u{FEFF}{}", "{'auths':{}}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":1e}", "{\"a\":-}",
        "{\"a\":nul}", "{\"a\":[1,]}", "{\"a\":[1}", "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\u{1}\"}",
        "{\"a\":\"",
        "{\"a\":{\"b\"}}", "{\"a\":{1:2}}", "{\"a\":[", "{\"a\":tru", "{\"\\",
    ])
    func `that are no JSON are refused`(text: String) {
        #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        #"{"auths":[]}"#, #"{"auths":"x"}"#, #"{"auths":{"a.io":"x"}}"#, #"{"auths":{"a.io":[]}}"#,
        #"{"auths":{"a.io":{"auth":1}}}"#, #"{"auths":{"a.io":{"username":{}}}}"#,
        #"{"auths":{"a.io":{"email":true}}}"#,
        #"{"httpheaders":{"a":1}}"#, #"{"HttpHeaders":[]}"#,
    ])
    func `with a wrong type are refused`(text: String) throws {
        let error = #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: Array(text.utf8)) }
        guard case .type = error?.reason else {
            Issue.record("not a type error: \(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["!!!", "dTpw=", "dTpwOnE==", "dT=pw", "dT==dT==", "dTpwOnE= ", "d", "=", "====", "dTpw\u{a0}"])
    func `with an auth that is no base64 are refused`(auth: String) {
        let text = #"{"auths":{"a.io":{"auth":"\#(auth)"}}}"#
        let error = #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: Array(text.utf8)) }
        #expect(error?.reason == .base64(registry: "a.io"))
    }

    @Test func `may be nested 10,000 deep and no deeper`() throws {
        func text(_ depth: Int) -> [UInt8] {
            Array(#"{"a":"#.utf8) + Array(repeating: UInt8(ascii: "["), count: depth - 1)
                + Array(repeating: UInt8(ascii: "]"), count: depth - 1) + Array("}".utf8)
        }
        #expect(throws: Never.self) { try DockerConfig(parsing: text(10_000)) }
        #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: text(10_001)) }
    }

    @Test func `may be as large as a Secret and no larger`() {
        let limit = DockerConfig.maximumBytes
        #expect(throws: Never.self) {
            try DockerConfig(parsing: Array("{}".utf8) + Array(repeating: 0x20, count: limit - 2))
        }
        #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: Array(repeating: 0x20, count: limit + 1)) }
    }

    @Test func `of the old format have the registries at the top`() throws {
        let config = try DockerConfig(parsing: Array(#"{"a.io":{"auth":"dTpw"}}"#.utf8), as: .dockercfg)
        #expect(config.entries.map(\.credential) == [DockerCredential(username: "u", password: "p")])
    }

    @Test func `never print a credential`() throws {
        let text =
            #"{"auths":{"a.io":{"username":"alibaba","password":"sesame"},"b.io":{"auth":"YWxpYmFiYTpzZXNhbWU="}}}"#
        let config = try DockerConfig(parsing: Array(text.utf8))
        var dumped = ""
        dump(config, to: &dumped)
        dump(config.entries.map(\.credential), to: &dumped)
        let keyring = DockerKeyring([config])
        dump(keyring, to: &dumped)
        let credential = config.entries[0].credential
        dumped += "\(config)\(keyring)\(credential)" + String(reflecting: config) + String(reflecting: credential)
        #expect(credential.description == "<redacted>")
        #expect(!dumped.contains("alibaba"))
        #expect(!dumped.contains("sesame"))
        let broken = #"{"auths":{"a.io":{"auth":"c2VzYW1l","password":"sesame"}}}"#
        let error = #expect(throws: DockerConfigError.self) { try DockerConfig(parsing: Array(broken.utf8)) }
        #expect(error?.reason == .colon(registry: "a.io"))
        #expect(try !#require(error).description.contains("sesame"))
    }
}
