import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// One kind with `serviceAccount`.
private struct Identity: Sendable, CustomTestStringConvertible {
    let name: String
    let images: String
    /// The kind with `ACCOUNT` where the ServiceAccount's keys go.
    let credentials: String
    var annotations: [String: String] = [:]
    let audience: String
    /// As whom the provider was asked.
    let principal: String
    /// What is in the password of the credential; nil where the stub's does not tell.
    var password: String?
    var testDescription: String { name }

    static let role = "arn:aws:iam::123456789012:role/team"

    static let all = [
        Identity(
            name: "ecr with the role of the annotation",
            images: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            credentials: "ecr: { endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts, ACCOUNT }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: role,
            password: "hunter2-eu-west-1-"
        ),
        Identity(
            name: "ecr with a role of the configuration, which wins",
            images: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
            credentials:
                "ecr: { endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts, ACCOUNT, roleARN: 'arn:aws:iam::123456789012:role/own' }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: "arn:aws:iam::123456789012:role/own"
        ),
        Identity(
            name: "ecrPublic",
            images: "public.ecr.aws",
            credentials: "ecrPublic: { endpoint: PROVIDER/ecr-public, stsEndpoint: PROVIDER/sts, ACCOUNT }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: role,
            password: "hunter2-public"
        ),
        Identity(
            name: "gar of a GKE cluster, itself the principal",
            images: "europe-docker.pkg.dev",
            credentials:
                "gar: { stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, ACCOUNT, workloadIdentity: { project: acme, location: l, cluster: c } }",
            audience: "acme.svc.id.goog",
            principal:
                "identitynamespace:acme.svc.id.goog:https://container.googleapis.com/v1/projects/acme/locations/l/clusters/c",
            password: "google-system:serviceaccount:pullpass:puller"
        ),
        Identity(
            name: "gar of the GKE cluster that the metadata server names, as the service account of the annotation",
            images: "europe-docker.pkg.dev",
            credentials: "gar: { stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, metadataEndpoint: PROVIDER, ACCOUNT }",
            annotations: ["iam.gke.io/gcp-service-account": "team@acme.iam.gserviceaccount.com"],
            audience: "acme.svc.id.goog",
            principal:
                "identitynamespace:acme.svc.id.goog:https://container.googleapis.com/v1/projects/acme/locations/europe-west1/clusters/main",
            password: "google-as-team%40acme.iam.gserviceaccount.com"
        ),
        Identity(
            name: "gar of a pool, as the service account of the configuration, which wins",
            images: "europe-docker.pkg.dev",
            credentials:
                "gar: { stsEndpoint: PROVIDER, iamEndpoint: PROVIDER, impersonate: own@acme.iam.gserviceaccount.com, ACCOUNT, "
                + "workloadIdentity: { provider: projects/1/locations/global/workloadIdentityPools/p/providers/x } }",
            annotations: ["iam.gke.io/gcp-service-account": "team@acme.iam.gserviceaccount.com"],
            audience: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
            principal: "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/x",
            password: "google-as-own%40acme.iam.gserviceaccount.com"
        ),
        Identity(
            name: "acr with tenant and client of the annotations",
            images: "a.azurecr.io",
            credentials: "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, ACCOUNT }",
            annotations: ["azure.workload.identity/client-id": "c7", "azure.workload.identity/tenant-id": "t1"],
            audience: "api://AzureADTokenExchange",
            principal: "c7",
            password: AzureStub().refreshToken
        ),
        Identity(
            name: "acr with tenant and client of the configuration, which win",
            images: "a.azurecr.io",
            credentials:
                "acr: { endpoint: PROVIDER, authorityEndpoint: PROVIDER, ACCOUNT, workloadIdentity: { tenantID: t1, clientID: c1 } }",
            annotations: ["azure.workload.identity/client-id": "c7", "azure.workload.identity/tenant-id": "t7"],
            audience: "api://AzureADTokenExchange",
            principal: "c1"
        ),
        Identity(
            name: "ocir",
            images: "fra.ocir.io",
            credentials: "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, ACCOUNT }",
            audience: "api",
            principal: "",
            password: "hunter2-token"
        ),
        Identity(
            name: "icr",
            images: "us.icr.io",
            credentials: "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-1 }, ACCOUNT }",
            audience: "iam",
            principal: "Profile-1",
            password: "ibm-system:serviceaccount:pullpass:puller"
        ),
        Identity(
            name: "quay",
            images: "quay.example.com",
            credentials: "quay: { endpoint: PROVIDER, username: { value: acme+robot }, ACCOUNT }",
            audience: "127.0.0.1",
            principal: "acme+robot",
            password: "quay-system:serviceaccount:pullpass:puller"
        ),
        Identity(
            name: "jfrog",
            images: "acme.jfrog.io",
            credentials: "jfrog: { endpoint: PROVIDER, oidc: { providerName: k8s, audience: jfrog }, ACCOUNT }",
            audience: "jfrog",
            principal: "k8s",
            password: "jfrog-system:serviceaccount:pullpass:puller"
        ),
        Identity(
            name: "cloudsmith",
            images: "docker.cloudsmith.io",
            credentials:
                "cloudsmith: { endpoint: PROVIDER, oidc: { organization: acme, service: s }, serviceAccount: { name: puller, audience: cs } }",
            audience: "cs",
            principal: "s",
            password: "cloudsmith-system:serviceaccount:pullpass:puller"
        ),
    ]

    func lines(_ url: String, _ account: String = "serviceAccount: { name: puller }") -> String {
        "matchImages: [\(images)]\ncredentials: { \(credentials) }"
            .replacing("ACCOUNT", with: account).replacing("PROVIDER", with: url)
    }
}

@Suite struct `A kind with a serviceAccount` {
    @Test(arguments: Identity.all)
    fileprivate func `shows the provider a token of that ServiceAccount, for the kind's audience`(_ identity: Identity)
        async throws
    {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let accounts = FakeServiceAccounts(["pullpass/puller": identity.annotations])
            let fetched = try await fetched(by: fetcher(identity.lines(peer.url), serviceAccounts: accounts))
            let first = try #require(stub.shown.first)
            #expect(first.account == ShownServiceAccount("system:serviceaccount:pullpass:puller", identity.audience))
            #expect(first.principal == identity.principal)
            // Nobody but the one provider sees the token, and it is asked for once.
            #expect(stub.shown.count { $0.account != nil } == 1)
            #expect(accounts.asked.filter { $0.hasPrefix("token") } == ["token pullpass/puller \(identity.audience)"])
            if let password = identity.password {
                #expect(fetched.auths.entries.first?.credential.password.reveal() == password)
            }
            #expect(!printed(fetched).contains("eyJ"))
        }
    }

    @Test(arguments: Identity.all)
    fileprivate func `uses the one of a namespace where each has its own, in a scope of its own`(_ identity: Identity)
        async throws
    {
        guard identity.credentials.contains("ACCOUNT") else { return }
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let whole = try registry(identity.lines(peer.url, "serviceAccount: { name: puller, perNamespace: true }"))
            #expect(whole.isPerNamespace)
            let accounts = FakeServiceAccounts(["a/puller": identity.annotations, "b/puller": identity.annotations])
            // Its time stands still, however long a busy machine takes.
            let tokens = TokenCache(clock: noon) { .start }
            var scopes: Set<CredentialScope> = []
            for namespace in ["a", "b", "a"] {
                let one = makeFetcher(
                    registry: whole.of(namespace: namespace),
                    environment: [:],
                    secrets: FakeSecrets(),
                    serviceAccounts: accounts,
                    clock: noon,
                    http: try network()
                )
                scopes.formUnion(one.inputs.tokens)
                _ = try await Task(executorPreference: try fetchLoop.get()) { try await one.fetch(tokens.access()) }
                    .value
            }
            // The third was in the cache, and the second was not.
            let subjects = stub.shown.compactMap { $0.account?.subject }
            #expect(subjects == ["system:serviceaccount:a:puller", "system:serviceaccount:b:puller"])
            #expect(scopes.count == 2)
        }
    }

    @Test(arguments: Identity.all)
    fileprivate func `asks for another audience where one is written`(_ identity: Identity) async throws {
        guard identity.credentials.contains("ACCOUNT"), !identity.name.hasPrefix("ecr"), !identity.name.hasPrefix("acr")
        else { return }
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let accounts = FakeServiceAccounts(["pullpass/puller": identity.annotations])
            let lines = identity.lines(peer.url, "serviceAccount: { name: puller, audience: 'https://other' }")
            _ = try await fetched(by: fetcher(lines, serviceAccounts: accounts))
            #expect(stub.shown.first?.account?.audience == ["https://other"])
        }
    }

    @Test(arguments: Identity.all)
    fileprivate func `needs a cluster, and says so without one`(_ identity: Identity) async throws {
        let error = try await failure(of: fetcher(identity.lines("http://127.0.0.1:1")))
        if identity.name.contains("metadata server") { return }
        #expect(error.kind == .misconfigured)
        #expect("\(error)".contains("ServiceAccount puller") && "\(error)".contains("cluster's API server"), "\(error)")
    }

    @Test(arguments: Identity.all)
    fileprivate func `goes on with what the API server says`(_ identity: Identity) async throws {
        let accounts = FakeServiceAccounts(["pullpass/puller": identity.annotations])
        accounts.fail(CredentialError(.misconfigured, identity: "sa", reason: "forbidden", fix: "grant it"))
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let error = try await failure(of: fetcher(identity.lines(peer.url), serviceAccounts: accounts))
            #expect("\(error)" == "sa: forbidden: grant it")
            #expect(stub.shown.isEmpty)
        }
    }

    // MARK: Annotations

    private func error(_ name: String, _ annotations: [String: String]) async throws -> CredentialError {
        let identity = try #require(Identity.all.first { $0.name.hasPrefix(name) })
        let stub = FederationStub()
        return try await withPeer(stub.answer) { peer in
            let accounts = FakeServiceAccounts(["pullpass/puller": annotations])
            return try await failure(of: fetcher(identity.lines(peer.url), serviceAccounts: accounts))
        }
    }

    @Test(arguments: [
        ("ecr with the role", [:], "EKS Pod Identity"),
        ("ecr with the role", [:], "eks.amazonaws.com/role-arn"),
        ("ecr with the role", ["eks.amazonaws.com/role-arn": "team"], "is team, which is no ARN of a role"),
        ("ecr with the role", ["eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/x"], "no ARN of a role"),
        ("ecr with the role", ["eks.amazonaws.com/role-arn": ""], "no ARN of a role"),
        ("ecrPublic", [:], "ServiceAccount puller in namespace pullpass"),
        ("acr with tenant and client of the ann", [:], "azure.workload.identity/client-id"),
        (
            "acr with tenant and client of the ann", ["azure.workload.identity/client-id": "c"],
            "azure.workload.identity/tenant-id"
        ),
        ("gar of the GKE", ["iam.gke.io/gcp-service-account": "../../x"], "no service account of Google"),
        ("gar of the GKE", ["iam.gke.io/gcp-service-account": "a@b@c"], "no service account of Google"),
        ("gar of the GKE", ["iam.gke.io/gcp-service-account": "a/b@c.d"], "no service account of Google"),
    ])
    func `says which annotation is missing or wrong`(name: String, annotations: [String: String], part: String)
        async throws
    {
        let error = try await error(name, annotations)
        #expect(error.kind == .misconfigured)
        #expect("\(error)".contains(part), "\(error)")
        #expect(error.fix != nil)
    }

    @Test func `heeds the annotation of IRSA for the audience`() async throws {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let accounts = FakeServiceAccounts([
                "pullpass/puller": [
                    "eks.amazonaws.com/role-arn": Identity.role, "eks.amazonaws.com/audience": "own-sts",
                ]
            ])
            _ = try await failure(of: fetcher(Identity.all[0].lines(peer.url), serviceAccounts: accounts))
            #expect(accounts.asked == ["annotations pullpass/puller", "token pullpass/puller own-sts"])
        }
    }

    @Test func `asks no annotation where the configuration says all`() async throws {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let accounts = FakeServiceAccounts(["pullpass/puller": [:]])
            let lines = Identity.all[1].lines(peer.url, "serviceAccount: { name: puller, audience: sts.amazonaws.com }")
            _ = try await fetched(by: fetcher(lines, serviceAccounts: accounts))
            #expect(accounts.asked == ["token pullpass/puller sts.amazonaws.com"])
        }
    }

    @Test func `names the sub and aud that a role must trust`() async throws {
        var aws = AWSStub()
        aws.trusts = { _, _ in false }
        try await withPeer({ [aws] in aws.answer($0) }) { peer in
            let accounts = FakeServiceAccounts(["pullpass/puller": ["eks.amazonaws.com/role-arn": Identity.role]])
            let error = try await failure(of: fetcher(Identity.all[0].lines(peer.url), serviceAccounts: accounts))
            #expect(
                "\(error)".contains("system:serviceaccount:pullpass:puller for audience sts.amazonaws.com"),
                "\(error)"
            )
            #expect(!printed(error).contains("eyJ"))
        }
    }
}
