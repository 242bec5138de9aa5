import Credentials
import FoundationEssentials
import HTTP

extension KindUnderTest {
    /// Kinds that exchange a ServiceAccount token, or a key, for a token of the registry.
    static let exchanges = [
        KindUnderTest(
            name: "quay by OIDC",
            lines: lines(
                "quay: { username: { secretKeyRef: { name: r, key: u } }, oidc: { tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            otherLines: lines(
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
        KindUnderTest(
            name: "jfrog by OIDC",
            lines: lines("jfrog: { oidc: { providerName: k8s, tokenFile: /sa }, endpoint: 'PROVIDER' }"),
            otherLines: lines("jfrog: { oidc: { providerName: k9s, tokenFile: /sa }, endpoint: 'PROVIDER' }"),
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
        KindUnderTest(
            name: "cloudsmith by OIDC",
            lines: lines(
                "cloudsmith: { oidc: { organization: acme, service: k8s, tokenFile: /sa }, endpoint: 'PROVIDER' }"
            ),
            otherLines: lines(
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
        KindUnderTest(
            name: "github by App",
            lines: lines(
                "github: { app: { appID: 12345, installationID: 678, privateKey: { secretKeyRef: { name: g, key: k } } }, endpoint: 'PROVIDER' }"
            ),
            otherLines: lines(
                "github: { app: { appID: 12345, installationID: 679, privateKey: { secretKeyRef: { name: g, key: k } } }, endpoint: 'PROVIDER' }"
            ),
            secrets: ["g": .opaque(["k": (try? SigningKey.shared.pem) ?? ""])],
            attempts: ["x-access-token", ""],
            provider: GitHubStub.atNoon
        ),
    ]
}
