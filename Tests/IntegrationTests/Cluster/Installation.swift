import FoundationEssentials
import HTTP
import Kubernetes
import Processes
import TestAPIServer
import TestSupport
import Testing
import YAML

/// Pullpass in a cluster, with a ServiceAccount that has exactly the rights of `examples/rbac.yaml`.
///
/// Every installation has names of its own, so that many fit into one cluster and must leave each other alone.
struct Installation: Sendable {
    /// In every credential, and nowhere else.
    static let seed = "hunter2"

    let cluster: TestCluster
    /// Pullpass' own namespace, and the beginning of all other names.
    let name: String
    private let folder: TemporaryDirectory

    /// The copies' name.
    var secretName: String { "pullpass-\(name)" }
    /// The source's name.
    var sourceName: String { "\(name)-token" }
    /// The namespaces that are opted in at the start.
    var teams: [String] { ["\(name)-a", "\(name)-b", "\(name)-c"] }

    /// Makes the namespaces, the source, the ServiceAccount and its rights.
    ///
    /// `rights` are rules beside the example's, as YAML documents in which `NAME` stands for the name.
    init(_ name: String, in cluster: TestCluster, rights: [String] = []) async throws {
        self.cluster = cluster
        self.name = name
        folder = try TemporaryDirectory()
        try await cluster.createNamespace(name)
        for team in teams { try await cluster.createNamespace(team, labels: optedIn) }
        try await cluster.must(
            .post,
            "/api/v1/namespaces/\(name)/secrets",
            #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"\#(sourceName)"},"stringData":{"token":"\#(Self.seed)-1"}}"#
        )
        let token = try await grant(rights)
        try folder.write("kubeconfig", Self.kubeconfig(url: cluster.url, authority: cluster.authority, token: token))
        try folder.write("config.yaml", configuration())
    }

    /// The label of opt-in; each installation has its own, so that none serves another's namespaces.
    var optedIn: [String: String] { ["pullpass.dev/inject": "enabled", "installation": name] }

    /// A configuration; times are short, so that nothing is waited for.
    func configuration(extra: String = "") -> String {
        """
        apiVersion: pullpass.dev/v1alpha1
        kind: Configuration
        registries:
          - name: \(name)
            matchImages: ["docker.io"]
            \(extra)
            credentials:
              basic:
                username: { value: jane }
                password: { secretKeyRef: { name: \(sourceName), key: token } }
        namespaceSelector: { matchLabels: { pullpass.dev/inject: enabled, installation: \(name) } }
        server: { drainTime: 0s }
        keeper:
          removeAfter: 1s
          leaderElection: { leaseDuration: 3s, renewDeadline: 2s, retryPeriod: 500ms }
        """
    }

    var clusterArguments: [String] { ["--kubeconfig", folder.path("kubeconfig"), "--namespace", name] }

    /// Starts a replica.
    func serve(
        _ configuration: String? = nil,
        _ arguments: [String] = [],
        hasWebhook: Bool = true,
        waitsForReady: Bool = true
    ) async throws -> PullpassServer {
        try await PullpassServer.start(
            configuration: configuration ?? self.configuration(),
            cluster: clusterArguments,
            arguments: arguments,
            hasWebhook: hasWebhook,
            waitsForReady: waitsForReady
        )
    }

    /// Starts a replica with the file of the last round, which is not to stay.
    func serveUntilItEnds() async throws -> CommandResult {
        let certificates = try await CertificateFiles()
        var command = Command(
            try Repository.executable(),
            [
                "serve", "--config", folder.path("config.yaml"), "--listen", "127.0.0.1:0", "--metrics-listen",
                "127.0.0.1:0",
            ]
                + clusterArguments
                + ["--tls-cert", certificates.certificate, "--tls-key", certificates.privateKey]
        )
        command.environment = Tool.environment
        command.timeLimit = .seconds(300)
        return try await Processes.run(command)
    }

    /// Does one round.
    func sync(_ arguments: String..., configuration: String? = nil) async throws -> CommandResult {
        if let configuration { try folder.write("config.yaml", configuration) }
        var command = Command(
            try Repository.executable(),
            ["sync", "--once", "--config", folder.path("config.yaml")] + clusterArguments + arguments
        )
        command.environment = Tool.environment
        command.timeLimit = .seconds(300)
        return try await Processes.run(command)
    }

    /// The copy of a namespace.
    func copy(_ namespace: String) async throws -> SecretObject? { try await cluster.secret(namespace, secretName) }

    /// Waits for the copy of a namespace to be as it should.
    func waitForCopy(
        _ namespace: String,
        _ isRight: @escaping @Sendable (SecretObject) -> Bool = { _ in true }
    ) async throws -> SecretObject {
        let found = Box<SecretObject>()
        let isThere = try await eventually(within: .seconds(180)) {
            guard let copy = try await copy(namespace), isRight(copy) else { return false }
            found.value = copy
            return true
        }
        guard isThere, let value = found.value else {
            throw ClusterError("the copy in \(namespace) did not become what it should in time")
        }
        return value
    }

    /// The content of the Secret of the anonymous try, as it is for Docker Hub.
    static let anonymousContent = #"{"auths":{"https://index.docker.io":{}}}"#

    /// Waits for the Secret of the anonymous try in a namespace.
    func waitForAnonymousTry(
        _ namespace: String,
        _ isRight: @escaping @Sendable (SecretObject) -> Bool = { _ in true }
    ) async throws -> SecretObject {
        let found = Box<SecretObject>()
        let isThere = try await eventually(within: .seconds(180)) {
            guard let secret = try await cluster.secret(namespace, "pullpass-anonymous"),
                secret.data[".dockerconfigjson"] == Array(Self.anonymousContent.utf8), isRight(secret)
            else { return false }
            found.value = secret
            return true
        }
        guard isThere, let value = found.value else {
            throw ClusterError("the anonymous try in \(namespace) did not become what it should in time")
        }
        return value
    }

    /// Whether the copy of a namespace goes away.
    func copyGoes(_ namespace: String) async throws -> Bool {
        try await eventually(within: .seconds(180)) { try await copy(namespace) == nil }
    }

    /// Changes the credential at its source.
    func rotate(to password: String) async throws {
        try await cluster.patch(
            "/api/v1/namespaces/\(name)/secrets/\(sourceName)",
            #"{"data":{"token":"\#(Data(password.utf8).base64EncodedString())"}}"#
        )
    }

    /// A review of a Pod of Docker Hub, as the API server would send it; anybody can.
    func review(namespace: String, dryRun: Bool = false) -> [UInt8] {
        Array(
            """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","operation":"CREATE",\
            "resource":{"group":"","version":"v1","resource":"pods"},"namespace":"\(namespace)","dryRun":\(dryRun),\
            "object":{"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}
            """.utf8
        )
    }

    /// Neither logs, metrics nor Events hold a credential.
    func checkLeaks(_ servers: PullpassServer...) async throws {
        for server in servers {
            let leaks = server.log.lines.filter { $0.contains(Self.seed) }
            #expect(leaks.isEmpty, "a credential is in the log")
            if let metrics = try? await server.metrics() { #expect(!metrics.contains(Self.seed)) }
        }
        #expect(try await !cluster.events().contains(Self.seed))
    }

    static func kubeconfig(url: String, authority: String?, token: String) -> String {
        let trust = authority.map { ", certificate-authority: \"\($0)\"" } ?? ""
        return """
            apiVersion: v1
            kind: Config
            clusters: [{ name: c, cluster: { server: "\(url)"\(trust) } }]
            users: [{ name: u, user: { token: "\(token)" } }]
            contexts: [{ name: x, context: { cluster: c, user: u } }]
            current-context: x
            """
    }

    // MARK: Rights

    private struct Role: Decodable {
        struct Rule: Decodable {
            var apiGroups: [String]
            var resources: [String]
            var resourceNames: [String]?
            var verbs: [String]
        }
        struct Metadata: Decodable { var namespace: String? }
        var kind: String
        var metadata: Metadata
        var rules: [Rule]?
    }

    /// Gives the ServiceAccount the rights of the example and returns its token.
    private func grant(_ more: [String]) async throws -> String {
        let example = try String(contentsOf: URL(filePath: Repository.path("examples/rbac.yaml")), encoding: .utf8)
        let names = [
            ("pullpass-master.dockerhub", "pullpass-master.\(name)"), ("pullpass-dockerhub", secretName),
            ("name: pullpass }", "name: \(name) }"), ("name: pullpass,", "name: \(name),"),
            ("namespace: pullpass }", "namespace: \(name) }"),
        ]
        let text =
            ([names.reduce(example) { $0.replacing($1.0, with: $1.1) }] + more.map { $0.replacing("NAME", with: name) })
            .joined(separator: "\n---\n")
        let documents = try YAMLNode.parse(yaml: Array(text.utf8)).map(\.json)
        try #require(documents.count == 5 + more.count)
        guard let simulation = cluster.simulation else {
            for document in documents { try await create(document) }
            return try await token()
        }
        let roles = try documents.map { try JSONDecoder().decode(Role.self, from: Data($0)) }
        let rules = roles.flatMap { role in
            (role.rules ?? []).map { rule in
                AccessRule(
                    verbs: Set(rule.verbs),
                    groups: Set(rule.apiGroups),
                    resources: Set(rule.resources),
                    resourceNames: Set(rule.resourceNames ?? []),
                    namespace: role.kind == "Role" ? role.metadata.namespace ?? name : nil
                )
            }
        }
        simulation.setUser(name, token: "\(name)-account", rules: rules)
        return "\(name)-account"
    }

    private func create(_ json: [UInt8]) async throws {
        struct Header: Decodable {
            struct Metadata: Decodable { var namespace: String? }
            var apiVersion: String
            var kind: String
            var metadata: Metadata
        }
        let header = try JSONDecoder().decode(Header.self, from: Data(json))
        let base = header.apiVersion == "v1" ? "/api/v1" : "/apis/\(header.apiVersion)"
        let scope = header.metadata.namespace.map { "/namespaces/\($0)" } ?? ""
        try await cluster.must(
            .post,
            "\(base)\(scope)/\(header.kind.lowercased())s",
            String(decoding: json, as: UTF8.self)
        )
    }

    private func token() async throws -> String {
        struct TokenRequest: Decodable {
            struct Status: Decodable { var token: String }
            var status: Status
        }
        let answer = try await cluster.must(
            .post,
            "/api/v1/namespaces/\(name)/serviceaccounts/\(name)/token",
            #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":3600}}"#
        )
        return try JSONDecoder().decode(TokenRequest.self, from: Data(answer)).status.token
    }
}

/// A place for a value that a repeated attempt finds.
private final class Box<Value> {
    var value: Value?
}
