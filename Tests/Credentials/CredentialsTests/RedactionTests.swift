import Configuration
import Testing
import Text

@testable import Credentials
@testable import CredentialsTestSupport

@Suite struct `What holds a credential` {
    private static let seed = "hunter2"

    private static let holders: [(String, any Sendable)] = {
        let credential = RegistryCredential(
            username: "hunter2",
            password: SecretText("hunter2"),
            expiresAt: Timestamp(seconds: 1),
            fetchedAt: Timestamp(seconds: 0)
        )
        let entry = DockerAuths.Entry(key: "https://hunter2:hunter2@ghcr.io", credential: credential)
        let auths = DockerAuths(entries: [entry])
        let fetched = try? FetchedCredential(auths: auths, fetchedAt: Timestamp(seconds: 0), identity: "file f")
        let lines =
            "matchImages: [ghcr.io]\ncredentials: { exec: { command: /a, args: [hunter2], env: [{ name: A, value: hunter2 }] } }"
        let scope = (try? registry(lines)).map { CredentialScope($0.credentials) }
        let token = ProviderToken(credential: credential, byAccount: ["1": credential], identity: "file f")
        return [
            ("RegistryCredential", credential), ("DockerAuths.Entry", entry), ("DockerAuths", auths),
            ("FetchedCredential", fetched), ("SecretData", SecretData(type: "t", data: ["k": Array("hunter2".utf8)])),
            ("CredentialScope", scope), ("ProviderToken", token),
        ]
    }()

    @Test(arguments: holders.indices)
    func `prints without it, alone and inside of others`(index: Int) {
        let (name, value) = Self.holders[index]
        func expectNothing<Value>(_ value: Value) {
            let text =
                printed(value) + printed([value]) + printed(["key": value]) + printed((1, value)) + printed([[value]])
            #expect(!text.contains(Self.seed), "\(name)")
            // The bytes of it, as an array prints.
            #expect(!text.contains("104, 117, 110, 116, 101, 114, 50"), "\(name)")
        }
        expectNothing(value)
    }

    @Test(arguments: holders.indices)
    func `shows a mirror nothing of it`(index: Int) {
        var pending: [Any] = [Self.holders[index].1]
        var seen = 0
        while let value = pending.popLast(), seen < 10_000 {
            seen += 1
            let text = "\(value)"
            #expect(!text.contains(Self.seed))
            pending += Mirror(reflecting: value).children.map(\.value)
        }
    }

    @Test func `is all there to be looked at`() {
        #expect(!Self.holders.contains { "\($0.1)" == "nil" })
    }

    @Test func `cannot be encoded by accident`() {
        for (name, value) in Self.holders { #expect(!(value is any Encodable), "\(name)") }
    }

    @Test func `is not an error, which has texts only`() {
        let error = CredentialError(
            .refused,
            identity: "role r",
            endpoint: "https://sts.example.com",
            code: "AccessDenied",
            reason: "it may not",
            fix: "allow it",
            retryAfter: .seconds(1)
        )
        #expect(error.description == "role r at https://sts.example.com: it may not (AccessDenied): allow it")
    }
}
