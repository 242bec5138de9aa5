import Configuration
import Testing
import Text

@testable import KubeletProtocol

@Suite struct `A request of a kubelet` {
    private static let group = "credentialprovider.kubelet.k8s.io"

    private static func read(_ text: String) throws -> PluginRequest { try PluginRequest(reading: Array(text.utf8)) }

    @Test(arguments: ["v1", "v1beta1", "v1alpha1"])
    func `is read as a kubelet writes it, in all versions`(version: String) throws {
        let text =
            #"{"kind":"CredentialProviderRequest","apiVersion":"\#(Self.group)/\#(version)","image":"fake.lab/plug/ok"}"#
            + "\n"
        let request = try Self.read(text)
        #expect(request == PluginRequest(apiVersion: "\(Self.group)/\(version)", image: "fake.lab/plug/ok"))
    }

    @Test(arguments: [("v1", true), ("v1beta1", false), ("v1alpha1", false)])
    func `brings a ServiceAccount in v1 alone, whose token prints nowhere`(version: String, isKnown: Bool) throws {
        let text = #"""
            {"kind":"CredentialProviderRequest","apiVersion":"\#(Self.group)/\#(version)","image":"fake.lab/a",
            "serviceAccountToken":"eyJhbGciOi.hunter2","serviceAccountAnnotations":{"kt.dev/opt":"o","kt.dev/role":"pull \u00e9"}}
            """#
        let request = try Self.read(text)
        #expect(request.serviceAccountToken?.reveal() == (isKnown ? "eyJhbGciOi.hunter2" : nil))
        #expect(request.serviceAccountAnnotations == (isKnown ? ["kt.dev/opt": "o", "kt.dev/role": "pull é"] : [:]))
        var dumped = ""
        dump(request, to: &dumped)
        #expect(!"\(request) \(dumped) \(String(reflecting: request))".contains("hunter2"))
        #expect(!String(decoding: request.json, as: UTF8.self).contains("hunter2"))
    }

    @Test(arguments: [
        #""new":{"deep":[1,2.5e3,true,null,{"a":"b"}]}"#, #""serviceAccountToken":null"#, #""serviceAccountToken":"""#,
        #""serviceAccountAnnotations":null"#, #""serviceAccountAnnotations":{}"#, #""Image":"other.lab/b""#,
    ])
    func `may have what a newer kubelet writes, and nothing where there is nothing`(member: String) throws {
        let text =
            #"{\#(member),"kind":"CredentialProviderRequest","apiVersion":"\#(Self.group)/v1","image":"fake.lab/a"}"#
        #expect(try Self.read(text) == PluginRequest(apiVersion: "\(Self.group)/v1", image: "fake.lab/a"))
    }

    private static let good = #""kind":"CredentialProviderRequest","apiVersion":"\#(group)/v1","image":"fake.lab/a""#

    @Test(
        arguments: [
            ("", "nothing"), (" \n", "nothing"), ("hunter2hunter2", "no JSON (14 bytes): a Cred"),
            ("[]", "a JSON list: a Cred"),
            ("{\(good)} x", "no JSON"), ("{\(good)}{\(good)}", "no JSON"), (String(good.dropLast()), "no JSON"),
            (#"{\#(good),"image":"other.lab/b"}"#, "image has to be given once"),
            (#"{\#(good),"serviceAccountToken":7}"#, "serviceAccountToken has to be a text"),
            (#"{\#(good),"serviceAccountAnnotations":["a"]}"#, "serviceAccountAnnotations has to be an object"),
            (#"{\#(good),"serviceAccountAnnotations":{"a":{}}}"#, "a has to be a text"),
            (#"{\#(good),"serviceAccountAnnotations":{"a":"1","a":"2"}}"#, "a has to be given once"),
            (#"{\#(good),"serviceAccountToken":"\#(String(repeating: "e", count: 300_000))"}"#, "has to be shorter"),
            (#"{"kind":"Pod","apiVersion":"v1"}"#, "an object of kind Pod: kind has to be CredentialProviderRequest"),
            (#"{"apiVersion":"v1"}"#, "an object of no kind"),
            (#"{"kind":"CredentialProviderRequest"}"#, "a CredentialProviderRequest of no apiVersion"),
            (
                #"{"kind":"CredentialProviderRequest","apiVersion":"\#(group)/v2","image":"a"}"#,
                "of apiVersion \(group)/v2: this version of Pullpass answers \(group)/v1, "
            ),
            (
                #"{"kind":"CredentialProviderRequest","apiVersion":"x\u001b[31m\nmore","image":"a"}"#,
                #"of apiVersion x\u{1B}[31m\n"#
            ),
            (#"{"kind":"CredentialProviderRequest","apiVersion":"\#(group)/v1"}"#, "without an image"),
            (#"{"kind":"CredentialProviderRequest","apiVersion":"\#(group)/v1","image":""}"#, "without an image"),
            (String(repeating: " ", count: 1 << 20) + "{}", "more than 1048576 bytes"),
        ]
    )
    func `is refused in one line that says what was read, and who runs the plugin`(text: String, words: String) throws {
        let flaw = try #require(throws: PluginRequest.Flaw.self) { _ = try Self.read(text) }
        #expect(flaw.description.hasPrefix("standard input has "))
        #expect(flaw.description.contains(words), "\(flaw)")
        #expect(
            flaw.description.hasSuffix(": the kubelet runs this command, and writes a CredentialProviderRequest there")
        )
        #expect(!flaw.description.contains("hunter2") && !flaw.description.contains { $0.isNewline || $0 == "\u{1B}" })
        #expect(flaw.description.utf8.count < 500)
    }

    @Test func `may be as deep as it likes and costs no stack`() {
        let deep = String(repeating: "[", count: 500_000)
        #expect(throws: PluginRequest.Flaw.self) { _ = try Self.read("{\(Self.good),\"a\":\(deep)") }
        let closed = String(repeating: #"{"a":"#, count: 150_000) + "1" + String(repeating: "}", count: 150_000)
        #expect(throws: PluginRequest.Flaw.self) { _ = try Self.read("{\(Self.good),\"a\":\(closed)}") }
    }
}
