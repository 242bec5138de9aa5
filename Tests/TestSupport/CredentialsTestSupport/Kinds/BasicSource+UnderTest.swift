import FoundationEssentials
import HTTP

@testable import Providers

extension BasicSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        KindUnderTest(
            name: "basic of a value",
            lines: KindUnderTest.lines("basic: { username: { value: hunter2-u }, password: { value: hunter2-p } }"),
            otherLines: KindUnderTest.lines(
                "basic: { username: { value: hunter2-u }, password: { value: hunter2-q } }"
            ),
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "basic of the environment and a file",
            lines: KindUnderTest.lines("basic: { username: { env: U }, password: { file: /p } }"),
            otherLines: KindUnderTest.lines("basic: { username: { env: U }, password: { file: /q } }"),
            environment: ["U": "hunter2-u", "UNUSED": "hunter2-x"],
            files: ["/p": "hunter2-p\n"],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "basic of Secrets",
            lines: KindUnderTest.lines(
                "basic: { username: { secretKeyRef: { name: a, key: u } }, password: { secretKeyRef: { name: b, key: p } } }"
            ),
            otherLines: KindUnderTest.lines(
                "basic: { username: { secretKeyRef: { name: a, key: u } }, password: { secretKeyRef: { name: b, key: q } } }"
            ),
            secrets: ["a": .opaque(["u": "hunter2-u"]), "b": .opaque(["p": "hunter2-p", "q": "hunter2-q"])],
            attempts: ["hunter2-u", ""]
        ),
    ]
}
