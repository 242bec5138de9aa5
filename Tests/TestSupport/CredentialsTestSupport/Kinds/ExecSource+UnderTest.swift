@testable import Providers

extension ExecSource: KindWithTests {
    static let underTest = [
        KindUnderTest(
            name: "exec",
            lines: KindUnderTest.lines(
                "exec: { command: /bin/sh, args: ['\(FixtureFile.path("plugin.sh"))', good], env: \(variables("u")) }"
            ),
            otherLines: KindUnderTest.lines(
                "exec: { command: /bin/sh, args: ['\(FixtureFile.path("plugin.sh"))', good], env: \(variables("v")) }"
            ),
            environment: ["TOKEN": "hunter2-inherited"],
            secrets: ["s": .opaque(["u": "hunter2-u"])],
            files: ["/p": "hunter2-p\n"],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "exec of a credential helper",
            lines: KindUnderTest.lines(
                "exec: { command: /bin/sh, protocol: credentialHelper, args: ['\(FixtureFile.path("helper.sh"))', good], env: \(variables("u")) }"
            ),
            otherLines: KindUnderTest.lines(
                "exec: { command: /bin/sh, protocol: credentialHelper, args: ['\(FixtureFile.path("helper.sh"))', good], env: \(variables("v")) }"
            ),
            secrets: ["s": .opaque(["u": "hunter2-u"])],
            files: ["/p": "hunter2-p\n"],
            attempts: ["hunter2-u", ""]
        ),
    ]

    private static func variables(_ key: String) -> String {
        "[{ name: USERNAME, secretKeyRef: { name: s, key: \(key) } }, { name: PASSWORD, file: /p }]"
    }
}
