import FoundationEssentials
import HTTP

@testable import Providers

extension HarborSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        KindUnderTest(
            name: "harbor",
            lines: KindUnderTest.lines(
                "harbor: { username: { value: 'robot$hunter2' }, secret: { secretKeyRef: { name: h, key: s } } }"
            ),
            otherLines: KindUnderTest.lines(
                "harbor: { username: { value: 'robot$hunter2' }, secret: { secretKeyRef: { name: h, key: t } } }"
            ),
            secrets: ["h": .opaque(["s": "hunter2-s"])],
            attempts: ["robot$hunter2", ""]
        )
    ]
}
