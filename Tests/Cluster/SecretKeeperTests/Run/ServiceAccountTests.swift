import Configuration
import Credentials
import FoundationEssentials
import EventLoop
import Kubernetes
import Providers
import SecretKeeper
import TestAPIServer
import TestSupport
import Testing
import Text

@Suite("ServiceAccounts of a cluster", .seeded)
struct ServiceAccountTests {
    private static let audience = "sts.amazonaws.com"
    private static let tokens = AccessRule(
        verbs: ["create"],
        resources: ["serviceaccounts/token"],
        resourceNames: ["puller"],
        namespace: "pullpass"
    )
    private static let reading = AccessRule(
        verbs: ["get"],
        resources: ["serviceaccounts"],
        resourceNames: ["puller"],
        namespace: "pullpass"
    )

    /// Runs a body with the ServiceAccounts of a cluster as a user with some rights sees them.
    private func with<R: Sendable>(
        _ rules: [AccessRule],
        _ body: @escaping @Sendable (ClusterServiceAccounts, TestAPIServer) async throws -> R
    ) async throws -> R {
        try await withWorld { world in
            try world.prepare(namespaces: ["a", "b"])
            world.server.setUser("pullpass", rules: rules)
            for namespace in ["pullpass", "a"] {
                try world.server.createServiceAccount(namespace, "puller", annotations: ["role": "of-\(namespace)"])
            }
            try world.server.createServiceAccount("pullpass", "other")
            let client = KubernetesClient(
                transport: world.server.transport(as: "pullpass"),
                limiter: RequestLimiter(perSecond: 1000, burst: 1000, loop: world.loop),
                loop: world.loop,
                timing: Self.timing
            )
            return try await body(ClusterServiceAccounts(client: client, ownNamespace: "pullpass"), world.server)
        }
    }

    private static var timing: KubernetesTiming {
        var timing = KubernetesTiming()
        // The clock of the world stands still.
        timing.maximumTries = 1
        return timing
    }

    private func failure(
        _ rules: [AccessRule],
        _ account: ServiceAccountUse = ServiceAccountUse(name: "puller"),
        fault: Fault? = nil
    ) async throws -> CredentialError? {
        try await with(rules) { accounts, server in
            if let fault { server.inject(fault) }
            do throws(CredentialError) {
                _ = try await accounts.token(of: account, audience: Self.audience)
                return nil
            } catch { return error }
        }
    }

    @Test func `give a token for one audience, for ten minutes, by rights to this name alone`() async throws {
        try await with([Self.tokens, Self.reading]) { accounts, server in
            let account = ServiceAccountUse(name: "puller")
            let token = try await accounts.token(of: account, audience: Self.audience)
            let claims = try #require(Claims(token.reveal()))
            #expect(claims.sub == "system:serviceaccount:pullpass:puller")
            #expect(claims.aud == [Self.audience])
            #expect(claims.exp - claims.iat == 600)
            #expect(try await accounts.annotations(of: account) == ["role": "of-pullpass"])
            #expect("\(token)" == "<redacted>")
            #expect(server.requestCount(user: "pullpass", status: 403) == 0)
        }
    }

    @Test func `are those of a namespace where each has its own`() async throws {
        var (tokens, reading) = (Self.tokens, Self.reading)
        (tokens.namespace, reading.namespace) = (nil, nil)
        try await with([tokens, reading]) { accounts, _ in
            let registry = Registry.perNamespace("puller")
            let account = try #require(registry.of(namespace: "a").credentials?.serviceAccount)
            let claims = try #require(
                Claims(try await accounts.token(of: account, audience: Self.audience).reveal())
            )
            #expect(claims.sub == "system:serviceaccount:a:puller")
            #expect(try await accounts.annotations(of: account) == ["role": "of-a"])
            // Of no namespace none is meant.
            let whole = try #require(registry.credentials?.serviceAccount)
            do throws(CredentialError) {
                _ = try await accounts.token(of: whole, audience: Self.audience)
                Issue.record("a token of nobody")
            } catch {
                #expect("\(error)".contains("--only-namespaces"), "\(error)")
            }
        }
    }

    @Test func `name the rule that is missing for a token, the ServiceAccount, the namespace and the audience`()
        async throws
    {
        let error = try #require(try await failure([Self.reading]))
        #expect(error.kind == .misconfigured)
        for part in [
            "ServiceAccount puller in namespace pullpass", "audience sts.amazonaws.com", "a Role in namespace pullpass",
            "resources [serviceaccounts/token]", "resourceNames [puller]", "verbs [create]",
        ] {
            #expect("\(error)".contains(part), "\(error)")
        }
    }

    @Test func `name the rule that is missing for annotations`() async throws {
        try await with([Self.tokens]) { accounts, _ in
            do throws(CredentialError) {
                _ = try await accounts.annotations(of: ServiceAccountUse(name: "puller"))
                Issue.record("read without a right")
            } catch {
                #expect(
                    "\(error)".contains("resources [serviceaccounts], resourceNames [puller], verbs [get]"),
                    "\(error)"
                )
            }
        }
    }

    @Test func `say that a ServiceAccount is missing, and how to make it`() async throws {
        let error = try #require(
            try await failure([.everything], ServiceAccountUse(name: "puler"))
        )
        #expect(error.kind == .misconfigured)
        #expect("\(error)".contains("kubectl -n pullpass create serviceaccount puler"), "\(error)")
        try await with([.everything]) { accounts, _ in
            do throws(CredentialError) {
                _ = try await accounts.annotations(of: ServiceAccountUse(name: "puler"))
                Issue.record("read what is not there")
            } catch {
                #expect("\(error)".contains("there is no such ServiceAccount"), "\(error)")
            }
        }
    }

    @Test func `do not give others than the named`() async throws {
        let error = try #require(
            try await failure([Self.tokens, Self.reading], ServiceAccountUse(name: "other"))
        )
        #expect("\(error)".contains("resourceNames [other]"), "\(error)")
    }

    @Test(arguments: [Fault.refuse(503), .refuse(500), .drop])
    func `can be tried again where the API server does not answer`(fault: Fault) async throws {
        let error = try #require(try await failure([.everything], fault: fault))
        #expect(error.kind == .unavailable)
        #expect("\(error)".contains("ServiceAccount puller in namespace pullpass"))
    }
}

private struct Claims: Decodable {
    let sub: String
    let aud: [String]
    let iat: Int
    let exp: Int

    init?(_ token: String) {
        let parts = token.split(separator: ".")
        guard parts.count == 3, let bytes = Base64.decode(String(parts[1])),
            let claims = try? JSONDecoder().decode(Claims.self, from: Data(bytes))
        else { return nil }
        self = claims
    }
}

extension Registry {
    /// One whose namespaces have credentials of their own.
    static func perNamespace(_ account: String, name: String = "own") -> Registry {
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: \(name)
                matchImages: ["\(name).example"]
                credentials:
                  jfrog:
                    oidc: { providerName: p, audience: a }
                    serviceAccount: { name: \(account), perNamespace: true }
                    hosts: ["\(name).example"]
            """
        let reading = Configuration.parse(
            Array(text.utf8),
            file: "c.yaml",
            mode: .cluster,
            kinds: CredentialKinds.all
        )
        return reading.configuration?.registries.first ?? Registry(name: name, matchImages: [])
    }
}
