import FoundationEssentials
import HTTP

@testable import Providers

extension GitLabSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        KindUnderTest(
            name: "gitlab",
            lines: KindUnderTest.lines(
                "gitlab: { username: { value: hunter2-u }, token: { secretKeyRef: { name: g, key: t } } }"
            ),
            otherLines: KindUnderTest.lines(
                "gitlab: { username: { value: hunter2-v }, token: { secretKeyRef: { name: g, key: t } } }"
            ),
            secrets: ["g": .opaque(["t": "gldt-hunter2-hunter2-hunter2"])],
            attempts: ["hunter2-u", ""]
        )
    ]
}
