import FoundationEssentials
import HTTP

@testable import Providers

extension GitHubSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        .token("github"),
        KindUnderTest(
            name: "github by App",
            lines: KindUnderTest.lines(
                "github: { app: { appID: 12345, installationID: 678, privateKey: { secretKeyRef: { name: g, key: k } } }, endpoint: 'PROVIDER' }"
            ),
            otherLines: KindUnderTest.lines(
                "github: { app: { appID: 12345, installationID: 679, privateKey: { secretKeyRef: { name: g, key: k } } }, endpoint: 'PROVIDER' }"
            ),
            secrets: ["g": .opaque(["k": (try? SigningKey.shared.pem) ?? ""])],
            attempts: ["x-access-token", ""],
            provider: GitHubStub.atNoon
        ),
    ]
}
