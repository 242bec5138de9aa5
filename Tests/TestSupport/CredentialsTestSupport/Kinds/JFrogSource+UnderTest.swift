import FoundationEssentials
import HTTP

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
            files: ["/sa": "hunter2-sa"],
            attempts: ["hunter2-user", ""],
            provider: { request in
                guard request.method == "POST", request.path == "/access/api/v1/oidc/token",
                    request.fields["content-type"] == "application/json",
                    request.text.contains(#""subject_token":"hunter2-sa""#)
                else { return .json(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"hunter2"}]}"#) }
                return .json(200, #"{"access_token":"hunter2-access","expires_in":3600,"username":"hunter2-user"}"#)
            }
        ),
    ]
}
