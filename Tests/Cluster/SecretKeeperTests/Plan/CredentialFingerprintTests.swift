import Configuration
import CredentialsTestSupport
import Providers
import Testing

@testable import SecretKeeper

/// The fingerprint stands in an annotation of every master: it must survive new versions, or each upgrade fetches everything at once.
@Suite struct `The fingerprint of a credential` {
    private static func registry(_ credentials: String, patterns: String = #""docker.io""#) throws -> Registry {
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: a
                matchImages: [\(patterns)]
                credentials: \(credentials)
            """
        let reading = Configuration.parse(
            Array(sayingWhoseHosts(text).utf8),
            file: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        return try #require(reading.configuration?.registries.first)
    }

    @Test(arguments: [
        (
            "{ basic: { username: { value: jane }, password: { secretKeyRef: { name: s, key: k } } } }",
            #""docker.io""#, "2-f00800d945ed5679", "b96d72bcf5ba43f3"
        ),
        (
            "{ ecr: { roleARN: \"arn:aws:iam::123456789012:role/r\" } }",
            #""123456789012.dkr.ecr.eu-west-1.amazonaws.com""#, "2-47e231c3b4bac780",
            "3e92240f1b9c27bd"
        ),
        (
            "{ acr: { workloadIdentity: {} } }", #""a.azurecr.io""#, "2-876b88501c85057c",
            "fecc40955292c1bf"
        ),
        (
            "{ exec: { command: /p, args: [a, b], env: [{ name: KEY, value: v }] } }", #""r.example""#,
            "2-6982302e8f32d105", "eb608dae0a11da44"
        ),
        (
            "{ github: { username: { value: u }, token: { env: GH } } }", #""ghcr.io""#, "2-78758850d43b704e",
            "f8a3e5ddf6481bdc"
        ),
        ("{ gar: {} }", #""gcr.io""#, "2-d27a92918ac0ac53", "b18b5999384db146"),
    ])
    func `is the same in every version`(credentials: String, patterns: String, expected: String, former: String) throws
    {
        let fingerprint = try CredentialFingerprint(Self.registry(credentials, patterns: patterns))
        #expect(fingerprint.text == expected)
        // What masters bear that were made before the anonymous try had a Secret of its own.
        #expect(fingerprint.formerText == former)
        #expect(CredentialFingerprint.isFormer(former) && !CredentialFingerprint.isFormer(expected))
    }

    @Test func `does not depend on the anonymous try, which is in no master`() throws {
        var registry = try Self.registry("{ basic: { username: { value: u }, password: { env: A } } }")
        let before = CredentialFingerprint(registry).text
        registry.anonymousFallback.toggle()
        #expect(CredentialFingerprint(registry).text == before)
    }

    @Test func `says nothing of a value that is written out`() throws {
        func fingerprint(_ password: String) throws -> String {
            let source = "{ basic: { username: { value: u }, password: { value: \(password) } } }"
            return try CredentialFingerprint(Self.registry(source)).text
        }
        #expect(try fingerprint("hunter2") == fingerprint("other"))
    }

    @Test func `is another one for another source, kind or pattern`() throws {
        let texts = try [
            Self.registry("{ basic: { username: { value: u }, password: { env: A } } }"),
            Self.registry("{ basic: { username: { value: u }, password: { env: B } } }"),
            Self.registry("{ basic: { username: { value: u }, password: { file: /A } } }"),
            Self.registry("{ gitlab: { username: { value: u }, token: { env: A } } }"),
            Self.registry("{ harbor: { username: { value: u }, secret: { env: A } } }"),
            Self.registry("{ basic: { username: { value: u }, password: { env: A } } }", patterns: #""r.example""#),
        ].map { CredentialFingerprint($0).text }
        #expect(Set(texts).count == texts.count)
    }

    @Test func `is another one for other keys, which a reload sees, too`() throws {
        let without = try Self.registry("{ basic: { username: { value: u }, password: { env: A } } }")
        var one = without
        one.keys = ["docker.example/a"]
        var two = without
        two.keys = ["docker.example/a", "docker.example/b"]
        #expect(Set([without, one, two].map { CredentialFingerprint($0).text }).count == 3)
        #expect(CredentialFingerprint.differs(without, one) && CredentialFingerprint.differs(one, two))
        #expect(!CredentialFingerprint.differs(one, one))
    }

    @Test func `is another one for what is there for every Pod, which a reload sees, too`() throws {
        let images = try Self.registry("{ dockerConfig: { file: /c } }")
        var every = images
        every.always = true
        #expect(CredentialFingerprint(images).text != CredentialFingerprint(every).text)
        #expect(CredentialFingerprint.differs(images, every) && CredentialFingerprint.differs(every, images))
    }
}
