@testable import Providers

extension QuaySource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        .token("quay"),
        KindUnderTest(
            name: "quay by OIDC",
            lines: KindUnderTest.lines(
                "quay: { username: { secretKeyRef: { name: r, key: u } }, oidc: { tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            otherLines: KindUnderTest.lines(
                "quay: { username: { secretKeyRef: { name: r, key: v } }, oidc: { tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            secrets: ["r": .opaque(["u": QuayStub.robot])],
            files: ["/sa": QuayStub.serviceAccount(for: "quay") + "\n"],
            attempts: [QuayStub.robot, ""],
            provider: QuayStub.atNoon
        ),
    ]
}
