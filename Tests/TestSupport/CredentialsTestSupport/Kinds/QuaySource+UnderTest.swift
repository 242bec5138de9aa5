import FoundationEssentials
import HTTP

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
            secrets: ["r": .opaque(["u": "hunter2+robot"])],
            files: ["/sa": "hunter2-sa\n"],
            attempts: ["hunter2+robot", ""],
            provider: { request in
                let basic = "Basic " + Data("hunter2+robot:hunter2-sa".utf8).base64EncodedString()
                guard request.method == "GET", request.path == "/oauth2/federation/robot/token",
                    request.fields["authorization"] == basic
                else { return .json(401, #"{"error":"hunter2"}"#) }
                return .json(200, #"{"token":"hunter2-robot-token"}"#)
            }
        ),
    ]
}
