import FoundationEssentials
import HTTP

@testable import Providers

extension DockerHubSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        KindUnderTest(
            name: "dockerHub",
            lines:
                "matchImages: [docker.io]\ncredentials: { dockerHub: { username: { env: U }, token: { file: /t } } }",
            otherLines:
                "matchImages: [docker.io]\ncredentials: { dockerHub: { username: { env: V }, token: { file: /t } } }",
            environment: ["U": "hunter2-u"],
            files: ["/t": "dckr_pat_hunter2-hunter2-hunter2\n"],
            attempts: ["hunter2-u", ""],
            image: "team/x:1"
        )
    ]
}
