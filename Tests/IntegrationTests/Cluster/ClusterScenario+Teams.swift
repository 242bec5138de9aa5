import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import Synchronization
import TestSupport
import Testing
import Text

@testable import CredentialsTestSupport

/// AWS, where each role trusts the ServiceAccount of one namespace, and a token of ECR names its role.
private final class TeamsProvider: Sendable {
    struct Showing: Sendable, Hashable {
        let namespace: String
        let role: String
    }

    private let issuer: ClusterIssuer
    private let account: String
    private let showings = Mutex<[Showing]>([])

    init(_ issuer: ClusterIssuer, account: String) {
        self.issuer = issuer
        self.account = account
    }

    /// Which namespaces' tokens were shown for which roles, all of them good ones.
    var shown: [Showing] { showings.withLock(\.self) }

    static func role(_ namespace: String) -> String { "arn:aws:iam::123456789012:role/of-\(namespace)" }

    func answer(_ request: ProviderRequest) -> HTTPResponse {
        var aws = AWSStub(clock: .system)
        aws.trusts = { [self] token, role in
            guard let shown = issuer.account(token, audience: "sts.amazonaws.com"), shown.name == account else {
                return false
            }
            showings.withLock { $0.append(Showing(namespace: shown.namespace, role: role)) }
            return role == Self.role(shown.namespace)
        }
        let answer = aws.answer(request)
        guard request.path.hasPrefix("/ecr"), answer.status == 200,
            let credential = request.fields["authorization"]?.split(separator: "=").dropFirst().first,
            let id = credential.split(separator: "/").first
        else { return answer }
        let token = Base64.encode(Array("AWS:hunter2-\(id)".utf8))
        let end = WallClock.system.now().seconds + 43_200
        return .json(200, #"{"authorizationData":[{"authorizationToken":"\#(token)","expiresAt":\#(Int64(end))}]}"#)
    }
}

extension ClusterScenario {
    /// The rights of the chart for the ServiceAccounts `puller` of all namespaces, and nothing else.
    private static let rights = [
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: { name: NAME-accounts }
        rules:
          - { apiGroups: [""], resources: [serviceaccounts/token], resourceNames: [puller], verbs: [create] }
          - { apiGroups: [""], resources: [serviceaccounts], resourceNames: [puller], verbs: [get] }
        """,
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: { name: NAME-accounts }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: NAME-accounts }
        subjects: [{ kind: ServiceAccount, name: NAME, namespace: NAME }]
        """,
    ]

    static func separate(_ cluster: TestCluster) async throws {
        let pullpass = try await Installation("separates", in: cluster, rights: rights)
        let provider = TeamsProvider(try await ClusterIssuer(of: cluster), account: "puller")
        for team in ["separates-a", "separates-b"] {
            try await createAccount("puller", in: team, role: TeamsProvider.role(team), cluster)
        }
        // Nobody is to be asked as these.
        try await createAccount("other", in: "separates-a", role: TeamsProvider.role("separates-a"), cluster)
        try await withPeer(provider.answer) { peer in
            let text = pullpass.configuration().replacing(
                """
                      basic:
                        username: { value: jane }
                        password: { secretKeyRef: { name: \(pullpass.sourceName), key: token } }
                """,
                with: """
                          ecr:
                            endpoint: \(peer.url)/ecr
                            stsEndpoint: \(peer.url)/sts
                            serviceAccount: { name: puller, perNamespace: true }
                    """
            ).replacing("docker.io", with: "123456789012.dkr.ecr.eu-west-1.amazonaws.com")
            let server = try await pullpass.serve(text)
            for team in ["separates-a", "separates-b"] {
                let own = "hunter2-ASIAOF\(team.uppercased().filter { $0 != "-" })\""
                let copy = try await pullpass.waitForCopy(team)
                let content = String(decoding: copy.data[".dockerconfigjson"] ?? [], as: UTF8.self)
                #expect(content.contains(own), "the copy of \(team) has another credential")
            }
            // One without a ServiceAccount is told, and has nothing.
            let isTold = try await eventually(within: .seconds(60)) {
                let events = try await cluster.events()
                return events.contains("CredentialFailed")
                    && events.contains("ServiceAccount puller in namespace separates-c")
            }
            #expect(isTold)
            #expect(try await pullpass.copy("separates-c") == nil)
            // Each was asked for by its own namespace, with its own role, and once.
            #expect(
                Set(provider.shown)
                    == Set(
                        ["separates-a", "separates-b"].map {
                            TeamsProvider.Showing(namespace: $0, role: TeamsProvider.role($0))
                        }
                    )
            )
            #expect(provider.shown.count == 2)

            // A deleted one comes back by a fetch of its own; a restart fetches nothing.
            try await cluster.must(.delete, "/api/v1/namespaces/separates-b/secrets/\(pullpass.secretName)")
            _ = try await pullpass.waitForCopy("separates-b")
            #expect(try await server.stop().isSuccess)
            let again = try await pullpass.serve(text)
            _ = await again.log.firstLine { $0.contains(" leads\"") }
            // One who asks for another namespace's role gets nothing, and keeps what he has.
            let role =
                #"{"metadata":{"annotations":{"eks.amazonaws.com/role-arn":"\#(TeamsProvider.role("separates-a"))"}}}"#
            try await cluster.patch("/api/v1/namespaces/separates-b/serviceaccounts/puller", role)
            try await cluster.must(.delete, "/api/v1/namespaces/separates-b/secrets/\(pullpass.secretName)")
            let isRefused = await eventually(within: .seconds(60)) {
                provider.shown.contains {
                    $0.namespace == "separates-b" && $0.role == TeamsProvider.role("separates-a")
                }
            }
            #expect(isRefused)
            #expect(provider.shown.count { $0.namespace == "separates-a" } == 1)
            #expect(try await pullpass.copy("separates-b") == nil)
            try await checkRights(pullpass, cluster)
            try await pullpass.checkLeaks(again)
            // Not even a token of ten minutes is in a log; each begins like this.
            for line in server.log.lines + again.log.lines { #expect(!line.contains("eyJ"), "\(line)") }
            #expect(try await !cluster.events().contains("eyJ"))
            #expect(try await again.stop().isSuccess)
        }
    }

    private static func createAccount(_ name: String, in namespace: String, role: String, _ cluster: TestCluster)
        async throws
    {
        try await cluster.must(
            .post,
            "/api/v1/namespaces/\(namespace)/serviceaccounts",
            """
            {"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"\(name)",\
            "annotations":{"eks.amazonaws.com/role-arn":"\(role)"}}}
            """
        )
    }

    /// What the API server's authoriser says of Pullpass' ServiceAccount.
    private static func checkRights(_ pullpass: Installation, _ cluster: TestCluster) async throws {
        guard cluster.simulation == nil else { return }
        struct Review: Decodable {
            struct Status: Decodable { let allowed: Bool }
            let status: Status
        }
        func isAllowed(_ verb: String, _ name: String, subresource: String?) async throws -> Bool {
            let part = subresource.map { #","subresource":"\#($0)""# } ?? ""
            let answer = try await cluster.must(
                .post,
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                """
                {"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{\
                "user":"system:serviceaccount:\(pullpass.name):\(pullpass.name)","groups":["system:serviceaccounts"],\
                "resourceAttributes":{"namespace":"separates-a","verb":"\(verb)","resource":"serviceaccounts","name":"\(name)"\(part)}}}
                """
            )
            return try JSONDecoder().decode(Review.self, from: Data(answer)).status.allowed
        }
        #expect(try await isAllowed("create", "puller", subresource: "token"))
        #expect(try await isAllowed("get", "puller", subresource: nil))
        for name in ["other", "default", ""] {
            #expect(try await !isAllowed("create", name, subresource: "token"))
            #expect(try await !isAllowed("get", name, subresource: nil))
        }
        for verb in ["create", "update", "patch", "delete", "list", "watch", "impersonate"] {
            #expect(try await !isAllowed(verb, "puller", subresource: nil), "\(verb)")
        }
    }
}
