import FoundationEssentials
import HTTP

@testable import Providers

extension DockerConfigSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        KindUnderTest(
            name: "dockerConfig of a file",
            lines: KindUnderTest.lines("dockerConfig: { file: /c }"),
            otherLines: KindUnderTest.lines("dockerConfig: { file: /d }"),
            files: [
                "/c":
                    #"{"auths":{"ghcr.io":{"username":"hunter2-u","password":"p"},"quay.io":{"auth":"aHVudGVyMjpw"}}}"#
            ],
            attempts: ["hunter2-u", ""]
        ),
        KindUnderTest(
            name: "dockerConfig of a Secret",
            lines: KindUnderTest.lines("dockerConfig: { secretRef: { name: c } }"),
            otherLines: KindUnderTest.lines("dockerConfig: { secretRef: { name: d } }"),
            secrets: ["c": .dockerConfig(#"{"auths":{"ghcr.io":{"username":"hunter2-u","password":"hunter2-p"}}}"#)],
            attempts: ["hunter2-u", ""]
        ),
    ]
}
