import Credentials

@testable import Providers

extension KindUnderTest {
    static let icr: [KindUnderTest] = [
        icrKind(
            name: "icr of an API key",
            "icr: { apiKey: { secretKeyRef: { name: ibm, key: k } } }",
            other: "icr: { apiKey: { secretKeyRef: { name: ibm, key: l } } }",
            secrets: ["ibm": .opaque(["k": "hunter2-key"])],
            user: "iamapikey",
            provider: nil
        ),
        icrKind(
            name: "icr of an exchanged API key",
            "icr: { endpoint: PROVIDER, exchange: true, apiKey: { file: /key } }",
            other: "icr: { endpoint: PROVIDER, apiKey: { file: /key } }",
            files: ["/key": "hunter2-key\n"]
        ),
        icrKind(
            name: "icr of a trusted profile by its ID",
            "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-1, tokenFile: /token } }",
            other: "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-2, tokenFile: /token } }",
            files: ["/token": "hunter2-cr"]
        ),
        icrKind(
            name: "icr of a trusted profile by its name",
            "icr: { endpoint: PROVIDER, trustedProfile: { name: puller, tokenFile: /token } }",
            other: "icr: { endpoint: PROVIDER, trustedProfile: { name: pusher, tokenFile: /token } }",
            files: ["/token": "hunter2-cr"]
        ),
    ]

    private static func icrKind(
        name: String,
        _ credentials: String,
        other: String,
        secrets: [String: SecretData] = [:],
        files: [String: String] = [:],
        user: String = "iambearer",
        provider: ProviderPeer.Answer? = IBMStub.atNoon
    ) -> KindUnderTest {
        func lines(_ credentials: String) -> String { "matchImages: [de.icr.io/team]\ncredentials: { \(credentials) }" }
        return KindUnderTest(
            name: name,
            lines: lines(credentials),
            otherLines: lines(other),
            secrets: secrets,
            files: files,
            attempts: [user],
            image: "de.icr.io/team/x:1",
            provider: provider
        )
    }
}

extension ICRSource: KindWithTests {
    static var underTest: [KindUnderTest] { KindUnderTest.icr }
}
