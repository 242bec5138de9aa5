import Configuration
import Credentials
import EventLoop
import FoundationEssentials
import Testing
import Text

@testable import CredentialsTestSupport
@testable import Providers

/// One kind with `fromPod`.
private struct PodCase: Sendable, CustomTestStringConvertible {
    let name: String
    let images: String
    /// The kind with `PROVIDER` for the URL of all services.
    let credentials: String
    var annotations: [String: String] = [:]
    let audience: String
    /// As whom the provider was asked.
    let principal: String
    /// What is in the password of the credential; nil where the stub's does not tell.
    var password: String?
    var testDescription: String { name }

    static let role = "arn:aws:iam::123456789012:role/team"
    static let ownRole = "arn:aws:iam::123456789012:role/own"
    static let pool = "projects/1/locations/global/workloadIdentityPools/p/providers/x"
    private static let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    private static let services = "endpoint: PROVIDER/ecr, stsEndpoint: PROVIDER/sts"
    private static let google = "stsEndpoint: PROVIDER, iamEndpoint: PROVIDER"
    private static let azure = "endpoint: PROVIDER, authorityEndpoint: PROVIDER"

    static let all = [
        PodCase(
            name: "ecr with the role of the annotation",
            images: ecr,
            credentials: "ecr: { \(services), fromPod: {} }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: role,
            password: "hunter2-eu-west-1-"
        ),
        PodCase(
            name: "ecr with the role of the configuration, whatever the annotation says",
            images: ecr,
            credentials: "ecr: { \(services), fromPod: {}, roleARN: '\(ownRole)' }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: ownRole
        ),
        PodCase(
            name: "ecr with the role of an annotation that the configuration names, before its own",
            images: ecr,
            credentials:
                "ecr: { \(services), fromPod: { roleAnnotation: eks.amazonaws.com/ecr-role-arn }, roleARN: '\(ownRole)' }",
            annotations: ["eks.amazonaws.com/ecr-role-arn": role, "eks.amazonaws.com/role-arn": "arn:other"],
            audience: "sts.amazonaws.com",
            principal: role
        ),
        PodCase(
            name: "ecr with its own role where the annotation that the configuration names is absent",
            images: ecr,
            credentials:
                "ecr: { \(services), fromPod: { roleAnnotation: acme.example.com/role }, roleARN: '\(ownRole)' }",
            audience: "sts.amazonaws.com",
            principal: ownRole
        ),
        PodCase(
            name: "ecrPublic",
            images: "public.ecr.aws",
            credentials: "ecrPublic: { endpoint: PROVIDER/ecr-public, stsEndpoint: PROVIDER/sts, fromPod: {} }",
            annotations: ["eks.amazonaws.com/role-arn": role],
            audience: "sts.amazonaws.com",
            principal: role,
            password: "hunter2-public"
        ),
        PodCase(
            name: "gar of a GKE cluster, itself the principal",
            images: "europe-docker.pkg.dev",
            credentials:
                "gar: { \(google), fromPod: {}, workloadIdentity: { project: acme, location: l, cluster: c } }",
            audience: "acme.svc.id.goog",
            principal:
                "identitynamespace:acme.svc.id.goog:https://container.googleapis.com/v1/projects/acme/locations/l/clusters/c",
            password: "google-system:serviceaccount:team:puller"
        ),
        PodCase(
            name: "gar of a pool, as the service account of the annotation",
            images: "europe-docker.pkg.dev",
            credentials: "gar: { \(google), fromPod: {}, workloadIdentity: { provider: \(pool) } }",
            annotations: ["iam.gke.io/gcp-service-account": "team@acme.iam.gserviceaccount.com"],
            audience: "//iam.googleapis.com/\(pool)",
            principal: "//iam.googleapis.com/\(pool)",
            password: "google-as-team%40acme.iam.gserviceaccount.com"
        ),
        PodCase(
            name: "gar of a pool, as the service account of the configuration",
            images: "europe-docker.pkg.dev",
            credentials:
                "gar: { \(google), fromPod: { audience: 'https://iam.googleapis.com/\(pool)' }, workloadIdentity: { provider: \(pool) }, "
                + "impersonate: own@acme.iam.gserviceaccount.com }",
            annotations: ["iam.gke.io/gcp-service-account": "team@acme.iam.gserviceaccount.com"],
            audience: "https://iam.googleapis.com/\(pool)",
            principal: "//iam.googleapis.com/\(pool)",
            password: "google-as-own%40acme.iam.gserviceaccount.com"
        ),
        PodCase(
            name: "gar of a pool, as the service account of an annotation that the configuration names, before its own",
            images: "europe-docker.pkg.dev",
            credentials:
                "gar: { \(google), fromPod: { serviceAccountAnnotation: acme.example.com/puller }, workloadIdentity: { provider: \(pool) }, "
                + "impersonate: own@acme.iam.gserviceaccount.com }",
            annotations: ["acme.example.com/puller": "team@acme.iam.gserviceaccount.com"],
            audience: "//iam.googleapis.com/\(pool)",
            principal: "//iam.googleapis.com/\(pool)",
            password: "google-as-team%40acme.iam.gserviceaccount.com"
        ),
        PodCase(
            name: "acr with tenant and client of the annotations",
            images: "a.azurecr.io",
            credentials: "acr: { \(azure), fromPod: {} }",
            annotations: ["azure.workload.identity/client-id": "c7", "azure.workload.identity/tenant-id": "t1"],
            audience: "api://AzureADTokenExchange",
            principal: "c7",
            password: AzureStub().refreshToken
        ),
        PodCase(
            name: "acr with the client of the annotation and the tenant of the configuration",
            images: "a.azurecr.io",
            credentials: "acr: { \(azure), fromPod: {}, workloadIdentity: { tenantID: t1 } }",
            annotations: ["azure.workload.identity/client-id": "c7", "azure.workload.identity/tenant-id": "t7"],
            audience: "api://AzureADTokenExchange",
            principal: "c7"
        ),
        PodCase(
            name: "acr with tenant and client of the configuration",
            images: "a.azurecr.io",
            credentials: "acr: { \(azure), fromPod: {}, workloadIdentity: { tenantID: t1, clientID: c1 } }",
            annotations: ["azure.workload.identity/client-id": "c7"],
            audience: "api://AzureADTokenExchange",
            principal: "c1"
        ),
        PodCase(
            name: "ocir",
            images: "fra.ocir.io",
            credentials: "ocir: { endpoint: PROVIDER, authEndpoint: PROVIDER, fromPod: {} }",
            audience: "api",
            principal: "",
            password: "hunter2-token"
        ),
        PodCase(
            name: "icr",
            images: "us.icr.io",
            credentials: "icr: { endpoint: PROVIDER, trustedProfile: { id: Profile-1 }, fromPod: {} }",
            audience: "iam",
            principal: "Profile-1",
            password: "ibm-system:serviceaccount:team:puller"
        ),
        PodCase(
            name: "quay for its own host",
            images: "quay.example.com",
            credentials: "quay: { endpoint: PROVIDER, username: { value: acme+robot }, fromPod: {} }",
            audience: "127.0.0.1",
            principal: "acme+robot",
            password: "quay-system:serviceaccount:team:puller"
        ),
        PodCase(
            name: "jfrog for the audience of the integration",
            images: "acme.jfrog.io",
            credentials: "jfrog: { endpoint: PROVIDER, oidc: { providerName: k8s, audience: jfrog }, fromPod: {} }",
            audience: "jfrog",
            principal: "k8s",
            password: "jfrog-system:serviceaccount:team:puller"
        ),
        PodCase(
            name: "cloudsmith",
            images: "docker.cloudsmith.io",
            credentials:
                "cloudsmith: { endpoint: PROVIDER, oidc: { organization: acme, service: s }, fromPod: { audience: cs } }",
            audience: "cs",
            principal: "s",
            password: "cloudsmith-system:serviceaccount:team:puller"
        ),
    ]

    func lines(_ url: String) -> String {
        "matchImages: [\(images)]\ncredentials: { \(credentials) }".replacing("PROVIDER", with: url)
    }

    /// The same with what `fromPod` says beside what it has to say.
    func lines(_ url: String, _ more: String) -> String {
        lines(url).replacing("fromPod: {}", with: "fromPod: { \(more) }")
            .replacing("fromPod: { audience", with: "fromPod: { \(more), audience")
            .replacing("fromPod: { roleA", with: "fromPod: { \(more), roleA")
            .replacing("fromPod: { serviceA", with: "fromPod: { \(more), serviceA")
    }
}

@Suite struct `A kind with fromPod` {
    @Test(arguments: PodCase.all)
    fileprivate func `shows the provider the token of the request, and nobody else`(_ pod: PodCase) async throws {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let request = try PodToken(audience: pod.audience).request(pod.annotations)
            let fetched = try await fetched(by: fetcher(pod.lines(peer.url), serviceAccounts: request))
            let first = try #require(stub.shown.first)
            #expect(first.account == ShownServiceAccount("system:serviceaccount:team:puller", pod.audience))
            #expect(first.principal == pod.principal)
            #expect(stub.shown.count { $0.account != nil } == 1)
            if let password = pod.password {
                #expect(fetched.auths.entries.first?.credential.password.reveal() == password)
            }
            #expect(!printed(fetched).contains("eyJ"))
            #expect(!printed(request).contains("eyJ"))
        }
    }

    @Test(arguments: PodCase.all)
    fileprivate func `says in the audience and the annotations what the kubelet has to bring`(_ pod: PodCase) throws {
        let identity = try #require(try registry(pod.lines("http://127.0.0.1:1")).podIdentity)
        #expect(identity.audience == pod.audience)
        #expect(identity.cacheType == .serviceAccount)
        // Whatever the case needs is brought, and what is required is there: otherwise the plugin is not run.
        for key in identity.requiredAnnotations { #expect(pod.annotations[key] != nil, "\(key)") }
        let token = try registry(pod.lines("http://127.0.0.1:1", "cacheType: Token")).podIdentity
        #expect(token?.cacheType == .token)
    }

    @Test(arguments: PodCase.all)
    fileprivate func `has a scope of its own for each holder of a token, and for each thing that he says`(
        _ pod: PodCase
    )
        throws
    {
        let lines = pod.lines("http://127.0.0.1:1")
        let token = PodToken(audience: pod.audience)
        let read = try #require(try registry(lines).podIdentity)
        var requests = [try token.request(pod.annotations)]
        var other = token
        other.namespace = "other"
        requests.append(try other.request(pod.annotations))
        other = token
        other.name = "other"
        requests.append(try other.request(pod.annotations))
        other = token
        other.uid = "made-again"
        requests.append(try other.request(pod.annotations))
        other = token
        other.audience = "other"
        requests.append(try other.request(pod.annotations))
        for annotation in read.annotations {
            var annotations = pod.annotations
            annotations[annotation.key] = "other"
            requests.append(try token.request(annotations))
        }
        let scopes = try requests.map { try fetcher(lines, serviceAccounts: $0).inputs.tokens }
        #expect(Set(scopes).count == scopes.count)
        for (index, one) in scopes.enumerated() {
            #expect(!one.isEmpty)
            for two in scopes[..<index] { #expect(one.isDisjoint(with: two)) }
        }
        // Another Pod of the ServiceAccount shares it, whatever else its annotations say.
        other = token
        other.pod = "web-1"
        let same = try other.request(pod.annotations.merging(["a.example.com/b": "c"]) { $1 })
        #expect(try fetcher(lines, serviceAccounts: same).inputs.tokens == scopes[0])
        // And not where the answer is for one token.
        let each = pod.lines("http://127.0.0.1:1", "cacheType: Token")
        #expect(
            try fetcher(each, serviceAccounts: requests[0]).inputs.tokens.isDisjoint(
                with: fetcher(each, serviceAccounts: same).inputs.tokens
            )
        )
    }

    @Test(arguments: PodCase.all)
    fileprivate func `gives no Pod what was fetched for another`(_ pod: PodCase) async throws {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            // Its time stands still, however long a busy machine takes.
            let tokens = TokenCache(clock: noon) { .start }
            for namespace in ["a", "b", "a"] {
                let one = try fetcher(
                    pod.lines(peer.url),
                    serviceAccounts: PodToken(namespace: namespace, audience: pod.audience).request(pod.annotations)
                )
                _ = try await Task(executorPreference: try fetchLoop.get()) { try await one.fetch(tokens.access()) }
                    .value
            }
            // The third was in the cache, and the second was not.
            let subjects = stub.shown.compactMap { $0.account?.subject }
            #expect(subjects == ["system:serviceaccount:a:puller", "system:serviceaccount:b:puller"])
        }
    }

    @Test(arguments: PodCase.all)
    fileprivate func `takes no token for another audience, none that is over, and does without none`(_ pod: PodCase)
        async throws
    {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            func failure(_ request: RequestServiceAccount) async throws -> CredentialError {
                try await CredentialsTestSupport.failure(
                    of: fetcher(pod.lines(peer.url), serviceAccounts: request)
                )
            }
            let wrong = try await failure(PodToken(audience: "\(pod.audience)/").request(pod.annotations))
            #expect(wrong.kind == .misconfigured)
            #expect("\(wrong)".hasPrefix("system:serviceaccount:team:puller: "), "\(wrong)")
            #expect("\(wrong)".contains("serviceAccountTokenAudience: \(Printable.text(pod.audience))"), "\(wrong)")
            let over = try await failure(PodToken(audience: pod.audience, life: -1).request(pod.annotations))
            #expect("\(over)".contains("the kubelet gave one whose time is over"), "\(over)")
            let none = try await failure(RequestServiceAccount(token: nil, annotations: pod.annotations))
            #expect(none.kind == .misconfigured)
            #expect("\(none)".contains("brings no token") && "\(none)".contains("tokenAttributes"), "\(none)")
            #expect("\(none)".contains("pullpass render credential-provider-config"), "\(none)")
            #expect(stub.shown.isEmpty)
            #expect(!printed([wrong, over, none]).contains("eyJ"))
        }
    }

    @Test(
        arguments: [
            ("ecr with the role of the annotation", [:], "it has no annotation eks.amazonaws.com/role-arn"),
            ("ecr with the role of the annotation", ["eks.amazonaws.com/role-arn": "team"], "no ARN of a role"),
            ("ecr with the role of the annotation", ["eks.amazonaws.com/role-arn": ""], "is empty"),
            ("ecr with the role of the annotation", ["eks.amazonaws.com/role-arn": "a b"], "no name of a cloud's"),
            (
                "ecr with the role of the annotation", ["eks.amazonaws.com/role-arn": "\u{202E}x"],
                "no name of a cloud's"
            ),
            (
                "ecr with the role of the annotation",
                ["eks.amazonaws.com/role-arn": PodCase.role + String(repeating: "x", count: 2048)],
                "no name of a cloud's"
            ),
            ("acr with tenant and client of the ann", [:], "azure.workload.identity/client-id"),
            (
                "acr with tenant and client of the ann", ["azure.workload.identity/client-id": "c"],
                "azure.workload.identity/tenant-id"
            ),
            (
                "acr with tenant and client of the ann",
                ["azure.workload.identity/client-id": "c", "azure.workload.identity/tenant-id": "../x"],
                "no ID of Entra ID's"
            ),
            (
                "acr with tenant and client of the ann",
                ["azure.workload.identity/client-id": "c", "azure.workload.identity/tenant-id": ".."],
                "no ID of Entra ID's"
            ),
            (
                "acr with tenant and client of the ann",
                ["azure.workload.identity/client-id": "a@evil.example.com", "azure.workload.identity/tenant-id": "t"],
                "no ID of Entra ID's"
            ),
            (
                "gar of a pool, as the service account of the ann", ["iam.gke.io/gcp-service-account": "../../x"],
                "no service account"
            ),
            (
                "gar of a pool, as the service account of the ann", ["iam.gke.io/gcp-service-account": "a/b@c.d"],
                "no service account"
            ),
        ] as [(String, [String: String], String)]
    )
    func `says which annotation is missing or wrong, and shows the token to nobody`(
        name: String,
        annotations: [String: String],
        part: String
    ) async throws {
        let pod = try #require(PodCase.all.first { $0.name.hasPrefix(name) })
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let request = try PodToken(audience: pod.audience).request(annotations)
            let error = try await failure(of: fetcher(pod.lines(peer.url), serviceAccounts: request))
            #expect(error.kind == .misconfigured)
            #expect("\(error)".contains(part) && error.fix != nil, "\(error)")
            #expect("\(error)".contains("system:serviceaccount:team:puller"), "\(error)")
            #expect("\(error)".utf8.count < 1000)
            // Google's exchange comes before the annotation is read.
            if !name.hasPrefix("gar") { #expect(stub.shown.isEmpty) }
        }
    }

    @Test(arguments: PodCase.all)
    fileprivate func `needs a request, and says so where there is none`(_ pod: PodCase) async throws {
        let error = try await failure(of: fetcher(pod.lines("http://127.0.0.1:1")))
        #expect(error.kind == .misconfigured)
        #expect("\(error)".hasPrefix("ServiceAccount of the Pod: ") && "\(error)".contains("fromPod"), "\(error)")
    }

    @Test func `is held against the audience of fromPod, whatever else the configuration calls one`() async throws {
        let stub = FederationStub()
        try await withPeer(stub.answer) { peer in
            let lines =
                "matchImages: [quay.example.com]\ncredentials: { quay: { endpoint: '\(peer.url)', username: { value: a+b }, "
                + "oidc: { audience: other }, fromPod: { audience: own } } }"
            _ = try await fetched(by: fetcher(lines, serviceAccounts: PodToken(audience: "own").request()))
            let other = try PodToken(audience: "other").request()
            #expect(try await failure(of: fetcher(lines, serviceAccounts: other)).kind == .misconfigured)
            #expect(stub.shown.map { $0.account?.audience } == [["own"]])
        }
    }

    @Test func `names the Pod's namespace and ServiceAccount in AWS' records`() async throws {
        let stub = FederationStub()
        let names = Names()
        try await withPeer({ request in
            if let name = request.parameters["RoleSessionName"] { names.add(name) }
            return stub.answer(request)
        }) { peer in
            let request = try PodToken().request(["eks.amazonaws.com/role-arn": PodCase.role])
            _ = try await fetched(by: fetcher(PodCase.all[0].lines(peer.url), serviceAccounts: request))
            #expect(names.all == ["pullpass.team.puller"])
        }
    }
}
