import FoundationEssentials
import HTTP

@testable import Providers

extension CloudsmithSource: KindWithTests {
    static let underTest: [KindUnderTest] = [
        .token("cloudsmith"),
        KindUnderTest(
            name: "cloudsmith by OIDC",
            lines: KindUnderTest.lines(
                "cloudsmith: { oidc: { organization: acme, service: k8s, tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            otherLines: KindUnderTest.lines(
                "cloudsmith: { oidc: { organization: acme, service: k9s, tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            files: ["/sa": "hunter2-sa"],
            attempts: ["token", ""],
            provider: { request in
                guard request.method == "POST", request.path == "/openid/acme/",
                    request.text == #"{"oidc_token":"hunter2-sa","service_slug":"k8s"}"#
                else { return .json(401, #"{"detail":"hunter2"}"#) }
                return .json(201, #"{"token":"hunter2-token"}"#)
            }
        ),
    ]
}
