import Configuration
import Files
import FoundationEssentials
import HTTP
import HTTPClient
import Logging
import Logs
import Providers
import SecretKeeper
import ServiceLifecycleTestKit
import TLS
import TestAPIServer
import TestSupport
import Testing
import Text

@testable import Serving

/// The plans, and what is known of them before they are made.
enum PlanKind: String, Sendable, CaseIterable {
    case standalone, webhook, policy, accounts

    /// The members in the order of their start.
    var members: [String] {
        switch self {
        case .standalone: ["operators", "memory", "configuration", "status", "certificate", "webhook"]
        case .webhook:
            [
                "operators", "memory", "configuration", "certificate keeper", "matchConditions keeper",
                "configuration keeper", "Secret keeper", "status", "webhook",
            ]
        case .policy:
            [
                "operators", "memory", "configuration", "policy keeper", "configuration keeper", "Secret keeper",
                "status", "drain notice",
            ]
        case .accounts:
            [
                "operators", "memory", "configuration", "ServiceAccount keeper", "configuration keeper",
                "Secret keeper", "status", "drain notice",
            ]
        }
    }

    /// What keeps it from being ready before it is run.
    var obstacles: [ReplicaReadiness.Obstacle] {
        switch self {
        case .standalone: [.starting]
        case .webhook: [.noCertificate, .unread, .starting]
        case .policy: [.noPolicy, .unread, .starting]
        case .accounts: [.unread, .starting]
        }
    }

    var hasWebhook: Bool { self == .standalone || self == .webhook }

    /// What its configuration says of Pods.
    var injection: String {
        switch self {
        case .standalone, .webhook: "injection: { engine: webhook }"
        case .policy: "injection: { engine: policy }"
        case .accounts: "injection: { engine: none }\nserviceAccounts: { enabled: true }"
        }
    }
}

/// A plan on ports of 127.0.0.1, whose cluster is a server in memory.
struct PlanUnderTest: Sendable {
    let plan: ServingPlan
    let readiness: ReplicaReadiness
    let drainTime = DrainTime()
    let trace = Trace()
    let logs = LogLines()
    private let directory: TemporaryDirectory

    /// - Parameters:
    ///   - kind: Which plan.
    ///   - more: More of the configuration, at its top level.
    ///   - server: Does something to the API server before it is asked.
    /// - Throws: Where the plan cannot be made.
    init(_ kind: PlanKind, more: String = "", _ server: (TestAPIServer) -> Void = { _ in }) throws {
        let directory = try TemporaryDirectory()
        self.directory = directory
        let context = try Self.context(kind, directory, more, logger: logs.makeLogger())
        let parts = ServingParts(context, settings: context.configuration, sleep: drainTime.sleep)
        readiness = parts.readiness
        plan =
            switch kind {
            case .standalone: try .standalone(parts)
            case .webhook:
                try .webhook(
                    parts,
                    in: Self.cluster(context, server),
                    certificate: .own(service: "pullpass-webhook", configuration: "pullpass"),
                    matched: "pullpass"
                )
            case .policy:
                try .policy(parts, in: Self.cluster(context, server), names: context.configuration.injection.policy)
            case .accounts: try .policy(parts, in: Self.cluster(context, server), names: nil)
            }
    }

    /// Runs the plan and traces its members.
    func run() async throws {
        try await plan.run { member in TracedMember(member: member, trace: trace) }
    }

    /// Runs the plan; once it is ready, `body` has to shut it down.
    func runUntilShutDown(
        _ body: @escaping @Sendable (HTTPClient, GracefulShutdownTestTrigger) async throws -> Void
    ) async throws {
        try await withClient { client in
            try await testGracefulShutdown { shutdown in
                try await withThrowingDiscardingTaskGroup { group throws in
                    group.addTask { try await run() }
                    #expect(await eventually { await isReady(client) })
                    try await body(client, shutdown)
                }
            }
        }
    }

    /// Whether the replica says that it is ready; on a busy machine it may take its time to say anything.
    func isReady(_ client: HTTPClient) async -> Bool { (try? await ask("/readyz", client))?.status == 200 }

    /// What a path of a listener answers; for tasks of the client's loop.
    func ask(_ path: String, of listener: LogKey = .operators, _ client: HTTPClient) async throws -> HTTPClientResponse
    {
        guard case .text(let base)? = plan.announcement[listener] else {
            throw ServingError.failed("nothing is said of where \(listener) listens")
        }
        let origin = base.split(separator: "/").prefix(2).joined(separator: "//")
        // The answer comes as soon as the plan's task gets a thread, which hundreds of other tests may hold.
        let patience = HTTPClientTimeouts(connect: .seconds(600), total: .seconds(600), idle: .seconds(600))
        return try await client.send(HTTPClientRequest(.get, HTTPURL(parsing: origin + path)), timeouts: patience)
    }

    private static func context(
        _ kind: PlanKind,
        _ directory: TemporaryDirectory,
        _ more: String,
        logger: Logger
    ) throws -> CommandContext {
        let mode: Configuration.Mode = kind == .standalone ? .standalone : .cluster
        let tls = try certificate(directory)
        let text = """
            apiVersion: pullpass.dev/v1alpha1
            kind: Configuration
            registries:
              - name: example
                matchImages: ["registry.example"]
                credentials: { basic: { username: { value: u }, password: { value: p } } }
                probe: { enabled: false }
            \(kind.injection)
            server:
              listen: "127.0.0.1:0"
              metricsListen: "127.0.0.1:0"
              drainTime: 7s
              \(kind == .standalone ? "tls: { certFile: \(tls.chain), keyFile: \(tls.key) }" : "")
            \(more)
            """
        let file = try ReloadingFile(
            configuration: directory.write("config.yaml", text),
            mode: mode,
            kinds: CredentialKinds.all
        )
        return CommandContext(
            configuration: try file.value.get(),
            file: file,
            version: "test",
            environment: [:],
            logger: logger
        )
    }

    private static func certificate(_ directory: TemporaryDirectory) throws -> (chain: String, key: String) {
        let start = WallClock.system.now().withoutFraction - .seconds(300)
        let authority = try CertificateAuthority.make(commonName: "test", notBefore: start, lifetime: .seconds(86_400))
        let leaf = try CertificateAuthority.issueServer(
            names: ["localhost"],
            by: authority,
            notBefore: start,
            lifetime: .seconds(86_400)
        )
        return (
            try directory.write("tls.crt", try leaf.certificate.pem()),
            try directory.write("tls.key", try leaf.key.pem())
        )
    }

    private static func cluster(_ context: CommandContext, _ prepare: (TestAPIServer) -> Void) throws -> Cluster {
        let outbound = try Outbound(environment: [:], version: context.version, logger: context.logger)
        let server = TestAPIServer(loop: outbound.loop)
        try server.createNamespace("pullpass")
        try server.createWebhookConfiguration("pullpass")
        prepare(server)
        return Cluster(
            transport: server,
            outbound: outbound,
            namespace: "pullpass",
            server: "https://in-memory",
            environment: [:],
            settings: context.configuration.keeper,
            metrics: KeeperMetrics(context.metrics)
        )
    }
}

/// A client that believes every certificate, for a body on its loop.
func withClient<R: Sendable>(_ body: @escaping @Sendable (HTTPClient) async throws -> R) async throws -> R {
    try await withEventLoop { loop in
        let client = HTTPClient(loop: loop, tls: try TLSClientContext(trust: .insecure))
        defer { client.shutdown() }
        return try await body(client)
    }
}
