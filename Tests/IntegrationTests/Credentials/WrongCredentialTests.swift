import Configuration
import Credentials
import FoundationEssentials
import HTTP
import RegistryLogin
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing

@testable import CredentialsTestSupport
@testable import Providers

/// What people read when a credential is wrong, from the keeper's Event and from `check`.
@Suite struct `A wrong credential` {
    /// A kind with something wrong, and what must be said about it.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let kind: KindUnderTest
        /// The path that says no; nil where nobody is asked.
        let path: String?
        /// The provider's code; nil where it has none.
        let code: String?
        /// Whose credential it is.
        let identity: String

        var testDescription: String { kind.name }

        init(
            _ name: String,
            _ path: String?,
            _ code: String?,
            _ identity: String,
            _ change: (inout KindUnderTest) -> Void
        ) {
            var kind = KindUnderTest.all.first { $0.name == name } ?? KindUnderTest.all[0]
            change(&kind)
            self.kind = kind
            self.path = path
            self.code = code
            self.identity = identity
        }
    }

    private static let all = aws + google + azure + others

    @Test func `is looked at for every kind that asks somebody`() {
        let asking = KindUnderTest.all.filter { $0.provider != nil || $0.name == "exec" }.map(\.name)
        #expect(Self.all.map(\.kind.name) == asking)
    }

    @Test(arguments: all)
    func `is told with identity, endpoint, the provider's code and what to do`(wrong: Wrong) async throws {
        let kind = wrong.kind
        try await withPeer(kind.provider ?? { _ in .text(500, "nobody is asked") }) { peer in
            let (events, report) = try await CredentialCluster.with { cluster in
                let report = try await cluster.round(kind, provider: peer.url)
                return (cluster.server.events(in: "pullpass"), report)
            }
            #expect(report.failures == 1 && report.placed == 0)
            #expect(!events.isEmpty && events.allSatisfy { $0.reason == "CredentialFailed" })
            let check = try await check(kind, at: peer.url)
            #expect(check.word == .failed && check.login == nil)
            for text in events.map(\.message) + ["Registry r: \(check.error ?? "")"] {
                #expect(text.hasPrefix("Registry r: "))
                #expect(text.contains(wrong.identity), "\(text)")
                if let path = wrong.path { #expect(text.contains(" at \(peer.url)\(path): "), "\(text)") }
                if let code = wrong.code { #expect(text.contains("(\(code))"), "\(text)") }
                #expect(!text.contains("\(KindUnderTest.seed)-") && !text.contains("hunter3"), "\(text)")
            }
        }
        // And what is to be done stands at the end of it.
        try await kind.withWorld { world in
            let error = try await failure(of: world.fetcher)
            #expect(error.kind == .refused, "\(error)")
            let fix = try #require(error.fix)
            #expect(error.description.hasSuffix(": \(fix)"))
            #expect(fix.split(separator: " ").count > 4)
        }
    }

    private func check(_ kind: KindUnderTest, at url: String) async throws -> CredentialReport {
        func filled(_ text: String) -> String { text.replacing("PROVIDER", with: url) }
        let check = CredentialCheck(
            try registry(filled(kind.lines)),
            fetcher: try fetcher(
                filled(kind.lines),
                environment: kind.environment.mapValues(filled),
                secrets: FakeSecrets(kind.secrets),
                files: FakeFiles(kind.files.mapValues(filled))
            ),
            probe: nil
        )
        return await Task(executorPreference: try fetchLoop.get()) { await check.run() }.value
    }

    // MARK: What is wrong

    private static let aws = [
        Wrong("ecr with keys", "/ecr/", "InvalidSignatureException", "AKIDSTATIC01") { $0.set("aws", "secret") },
        Wrong("ecr with keys and two roles", "/sts/", "InvalidSignatureException", "AKIDSTATIC01") {
            $0.set("aws", "secret")
        },
        Wrong("ecr with web identity", "/sts/", "InvalidIdentityToken", "role arn:aws:iam::123456789012:role/puller") {
            $0.files["/token"] = "hunter3"
        },
        Wrong("ecr with Pod identity", "/v1/credentials", nil, "container") { $0.files["/token"] = "hunter3" },
        // The machine's own role, which may not ask for tokens.
        Wrong("ecr with instance metadata", "/ecr/", "AccessDeniedException", "node-role") {
            $0.refuse(at: "/ecr/", 400, #"{"__type":"AccessDeniedException","message":"not authorized"}"#)
        },
        Wrong("ecr with a profile", "/sts/", "InvalidSignatureException", "profile") { kind in
            kind.files = kind.files.mapValues { $0.replacing("hunter2-static", with: "hunter3") }
        },
        Wrong("ecrPublic with keys", "/ecr-public/", "InvalidSignatureException", "AKIDSTATIC01") {
            $0.set("aws", "secret")
        },
    ]

    private static let google = [
        Wrong(
            "gar of the metadata server",
            "/computeMetadata/v1/instance/service-accounts/default/token",
            nil,
            "metadata server"
        ) { $0.refuse(at: "/computeMetadata/v1/instance/service-accounts/default/token", 404, "") },
        Wrong(
            "gar of the metadata server as another account",
            "/v1/projects/-/serviceAccounts/nobody%40p.iam.gserviceaccount.com:generateAccessToken",
            "NOT_FOUND",
            "nobody@p.iam.gserviceaccount.com"
        ) { $0.write("a@p.iam", "nobody@p.iam") },
        // A key that was deleted.
        Wrong("gar of a service account's key", "/token", "invalid_grant", GoogleStub.account) {
            $0.secrets["gcp"] = .opaque(["key.json": GoogleStub.serviceAccount.replacing("\"k1\"", with: "\"k2\"")])
        },
        Wrong("gar of a person", "/token", "invalid_client", "user of client c1") { kind in
            kind.files = kind.files.mapValues { $0.replacing("hunter2-r", with: "hunter3") }
        },
        Wrong(
            "gar of a federated identity",
            "/v1/token",
            "invalid_request",
            "federated identity of //iam.googleapis.com/projects/1/"
        ) {
            $0.files["/token"] = "hunter3"
        },
        Wrong(
            "gar of a federated identity as a service account",
            "/v1/projects/-/serviceAccounts/nobody@p.iam.gserviceaccount.com:generateAccessToken",
            "NOT_FOUND",
            "nobody@p.iam.gserviceaccount.com"
        ) { kind in kind.files = kind.files.mapValues { $0.replacing("puller@", with: "nobody@") } },
        Wrong("gar of the file of GOOGLE_APPLICATION_CREDENTIALS", "/token", "invalid_grant", GoogleStub.account) {
            $0.files["/adc.json"] = GoogleStub.serviceAccount.replacing("\"k1\"", with: "\"k2\"")
        },
        Wrong("gar of an identity of AWS", "/v1/token", "invalid_target", "federated identity of //iam.googleapis.com/")
        {
            kind in
            kind.files = kind.files.mapValues { $0.replacing("providers/x", with: "providers/y") }
        },
        Wrong(
            "gar of a person who acts as a service account",
            "/v1/projects/-/serviceAccounts/nobody@p.iam.gserviceaccount.com:generateAccessToken",
            "NOT_FOUND",
            "user of client c1 as nobody@p.iam.gserviceaccount.com"
        ) { kind in kind.files = kind.files.mapValues { $0.replacing("puller@", with: "nobody@") } },
        Wrong("gar of a person of a workforce", "/v1/oauthtoken", "invalid_client", "user of client c1") { kind in
            kind.files = kind.files.mapValues { $0.replacing("hunter2-r", with: "hunter3") }
        },
        Wrong(
            "gar of a GKE cluster's ServiceAccount",
            "/v1/token",
            "invalid_request",
            "GKE cluster projects/p/locations/l/clusters/c"
        ) { $0.files["/token"] = "hunter3" },
    ]

    private static let entra = "/t1/oauth2/v2.0/token"
    private static let azure = [
        Wrong(
            "acr of the machine's identity",
            "/metadata/identity/oauth2/token",
            "invalid_request",
            "managed identity with client ID c9"
        ) { $0.write("acr: {", "acr: { managedIdentity: { clientID: c9 },") },
        Wrong(
            "acr of a named identity",
            "/metadata/identity/oauth2/token",
            "invalid_request",
            "managed identity /subscriptions/s/y"
        ) { $0.write("/subscriptions/s/x", "/subscriptions/s/y") },
        Wrong(
            "acr of the identity of AZURE_CLIENT_ID",
            "/metadata/identity/oauth2/token",
            "invalid_request",
            "managed identity with client ID c9"
        ) { $0.environment["AZURE_CLIENT_ID"] = "c9" },
        Wrong(
            "acr of an application of the environment",
            entra,
            "invalid_client, AADSTS7000215",
            "client c1 of tenant t1"
        ) { $0.files["/sp.pem"] = SigningKey.fixture("leaf.key") + SigningKey.fixture("instance.pem") },
        Wrong(
            "acr of a ServiceAccount of the environment",
            entra,
            "invalid_client, AADSTS7000215",
            "client c1 of tenant t1"
        ) {
            $0.files["/token"] = "hunter3"
        },
        Wrong("acr of an application's secret", entra, "invalid_client, AADSTS7000215", "client c1 of tenant t1") {
            $0.set("sp", "s")
        },
        Wrong("acr of an application's certificate", entra, "invalid_client, AADSTS7000215", "client c1 of tenant t1") {
            $0.files["/sp.pem"] = SigningKey.fixture("leaf.key") + SigningKey.fixture("instance.pem")
        },
    ]

    private static let others = [
        Wrong("ocir of a user's key", "/20180419/docker/token", "NotAuthenticated", "user u") {
            $0.write("aa:bb", "aa:cc")
        },
        Wrong("ocir of a user's encrypted key", "/20180419/docker/token", "NotAuthenticated", "user u") {
            $0.write("aa:bb", "aa:cc")
        },
        Wrong("ocir of the machine", "/v1/x509", "NotAuthenticated", "instance") {
            $0.refuse(at: "/v1/x509", 401, #"{"code":"NotAuthenticated","message":"The required information"}"#)
        },
        Wrong("ocir of a ServiceAccount", "/resourcePrincipalSessionTokens", "NotAuthenticated", "ServiceAccount") {
            $0.files["/token"] = "hunter3"
        },
        Wrong("icr of an exchanged API key", "/identity/token", "BXNIM0415E", "API key from file /key") {
            $0.files["/key"] = "hunter3"
        },
        Wrong("icr of a trusted profile by its ID", "/identity/token", "BXNIM0415E", "trusted profile Profile-1") {
            $0.files["/token"] = "hunter3"
        },
        Wrong("icr of a trusted profile by its name", "/identity/token", "BXNIM0415E", "trusted profile puller") {
            $0.files["/token"] = "hunter3"
        },
        Wrong("quay by OIDC", "/oauth2/federation/robot/token", nil, "robot from key u of Secret r") {
            $0.files["/sa"] = "hunter3"
        },
        Wrong("jfrog by OIDC", "/access/api/v1/oidc/token", "UNAUTHORIZED", "OIDC integration k8s") {
            $0.files["/sa"] = "hunter3"
        },
        Wrong("cloudsmith by OIDC", "/openid/acme/", nil, "service k8s of acme") { $0.files["/sa"] = "hunter3" },
        Wrong(
            "github by App",
            "/app/installations/678/access_tokens",
            nil,
            "GitHub App 54321, installation 678"
        ) { $0.write("appID: 12345", "appID: 54321") },
        Wrong("exec", nil, nil, "plugin /bin/sh for ghcr.io/") { $0.write("good]", "'null']") },
    ]
}

extension KindUnderTest {
    /// Puts a wrong value into a Secret.
    fileprivate mutating func set(_ name: String, _ key: String) { secrets[name] = .opaque([key: "hunter3-wrong"]) }

    /// Writes something else in the configuration.
    fileprivate mutating func write(_ old: String, _ new: String) { lines = lines.replacing(old, with: new) }

    /// Lets the provider say no to one request.
    fileprivate mutating func refuse(at path: String, _ status: Int, _ text: String) {
        let answer = provider
        provider = { request in
            let isMeant = request.path.split(separator: "/") == path.split(separator: "/")
            return isMeant ? .json(status, text) : answer?(request) ?? .text(500, "nobody is asked")
        }
    }
}
