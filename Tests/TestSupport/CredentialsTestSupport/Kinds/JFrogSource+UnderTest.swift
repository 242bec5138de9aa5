@testable import Providers

extension JFrogSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        .token("jfrog"),
        KindUnderTest(
            name: "jfrog by OIDC",
            lines: KindUnderTest.lines("jfrog: { oidc: { providerName: k8s, tokenFile: /sa }, endpoint: 'PROVIDER' }"),
            otherLines: KindUnderTest.lines(
                "jfrog: { oidc: { providerName: k9s, tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            files: ["/sa": JFrogStub.serviceAccount],
            attempts: ["hunter2-user", ""],
            provider: JFrogStub.atNoon
        ),
    ]
}
