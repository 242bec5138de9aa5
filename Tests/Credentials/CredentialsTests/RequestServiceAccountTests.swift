import Configuration
import Credentials
import CredentialsTestSupport
import Testing
import Text

@testable import Credentials

/// What a kubelet's request brings of a Pod's ServiceAccount.
@Suite struct `The ServiceAccount of a request` {
    private static func token(
        _ subject: String = #""system:serviceaccount:team:puller""#,
        audiences: String = #"["sts"]"#,
        more: String = ""
    ) -> String {
        "e30." + Base64.encodeURL(Array(#"{"sub":\#(subject),"aud":\#(audiences)\#(more)}"#.utf8)) + ".c2ln"
    }

    private static func use(
        _ audience: String = "sts",
        cacheType: PodIdentity.CacheType = .serviceAccount,
        annotations: [String] = ["a.test/role"]
    ) -> ServiceAccountUse {
        ServiceAccountUse(
            fromPod: PodIdentity(
                audience: audience,
                cacheType: cacheType,
                annotations: annotations.map { PodIdentity.Annotation(.role, key: $0, isRequired: false) }
            )
        )
    }

    private static func request(_ token: String?, _ annotations: [String: String] = [:]) -> RequestServiceAccount {
        RequestServiceAccount(token: token.map { SecretText($0) }, annotations: annotations)
    }

    @Test(arguments: [#"["sts"]"#, #""sts""#, #"["other","sts"]"#])
    func `has a token for whom it was made`(audiences: String) async throws {
        let token = Self.token(audiences: audiences)
        #expect(try await Self.request(token).token(of: Self.use(), audience: "sts").reveal() == token)
    }

    @Test(arguments: [
        (#"["other"]"#, "sts"), (#"["sts"]"#, "st"), (#"["st"]"#, "sts"), (#"["STS"]"#, "sts"), (#"["sts "]"#, "sts"),
        (#"["sts/"]"#, "sts"), (#"["https://sts"]"#, "sts"), ("[]", "sts"), (#"[""]"#, "sts"),
        (#"["//iam.googleapis.com/p"]"#, "https://iam.googleapis.com/p"),
    ])
    func `has no token for others`(audiences: String, audience: String) async throws {
        let error = await #expect(throws: CredentialError.self) {
            _ = try await Self.request(Self.token(audiences: audiences)).token(
                of: Self.use(audience),
                audience: audience
            )
        }
        #expect(error?.kind == .misconfigured)
        #expect(error?.identity == "system:serviceaccount:team:puller")
        #expect(error?.fix?.contains("serviceAccountTokenAudience: \(audience)") == true, "\(error as Any)")
    }

    @Test(arguments: [
        "", "x", "a.b.c", "e30.e30.e30", token("1"), token(#""alice""#), token(#""system:node:n""#),
        token(#""system:serviceaccount:team""#), token(#""system:serviceaccount::puller""#),
        token(#""system:serviceaccount:team:puller:x""#), token(#""system:serviceaccount:te am:puller""#),
        token(#""system:serviceaccount:team:pu\nller""#), token(#""System:serviceaccount:team:puller""#),
        token(audiences: "1"), token(audiences: "[1]"), token(audiences: "null"),
        token(audiences: "[\(String(repeating: #""x","#, count: 100))\"sts\"]"),
        token(more: #","x":"\#(String(repeating: "y", count: 70_000))""#),
        token() + "\n", token() + "\r\nX-Other: y", token() + "\0", token() + "\u{E9}", token() + "\"",
        token() + "&a=b",
    ])
    func `gives no token of anybody else, and makes no scope of it`(text: String) async throws {
        let request = Self.request(text)
        let error = await #expect(throws: CredentialError.self) {
            _ = try await request.token(of: Self.use(), audience: "sts")
        }
        #expect(error?.kind == .misconfigured)
        #expect(error?.reason.contains("no token of a ServiceAccount") == true, "\(error as Any)")
        #expect("\(error as Any)".utf8.count < 600)
        #expect(request.description(of: Self.use()) == "ServiceAccount of the Pod")
    }

    @Test func `says where a token comes from where there is none`() async throws {
        let error = await #expect(throws: CredentialError.self) {
            _ = try await Self.request(nil).token(of: Self.use(), audience: "sts")
        }
        #expect(error?.kind == .misconfigured)
        #expect(
            error.map { "\($0)" }
                == "ServiceAccount of the Pod: the kubelet's request brings no token: write tokenAttributes of the kubelet's "
                + "CredentialProviderConfig, as pullpass render credential-provider-config prints them, and restart the kubelet"
        )
    }

    @Test func `is nobody's who is named`() async throws {
        let error = await #expect(throws: CredentialError.self) {
            _ = try await Self.request(Self.token()).token(of: ServiceAccountUse(name: "a"), audience: "sts")
        }
        #expect(error?.fix?.contains("fromPod") == true)
    }

    @Test func `has those annotations that are read, and no others`() async throws {
        let request = Self.request(Self.token(), ["a.test/role": "r", "a.test/other": "o\n"])
        #expect(try await request.annotations(of: Self.use()) == ["a.test/role": "r"])
        #expect(try await request.annotations(of: Self.use(annotations: ["absent"])) == [:])
        #expect(try await request.annotations(of: ServiceAccountUse(name: "a")) == [:])
    }

    @Test(arguments: [
        "", " ", "a b", "a\n", "\u{1B}[31m", "é", "\u{202E}", String(repeating: "x", count: 2049),
    ])
    func `says of an annotation what it is not`(value: String) async throws {
        let error = await #expect(throws: CredentialError.self) {
            _ = try await Self.request(Self.token(), ["a.test/role": value]).annotations(of: Self.use())
        }
        #expect(error?.kind == .misconfigured)
        let text = "\(error as Any)"
        #expect(text.contains("a.test/role") && text.utf8.count < 700)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }

    @Test func `prints nothing of what it holds`() {
        let request = Self.request(Self.token(), ["a.test/role": "secret-role"])
        #expect("\(request)" == "<redacted>")
        var text = ""
        dump(request, to: &text)
        #expect(!text.contains("secret-role") && !text.contains("e30"))
    }
}
