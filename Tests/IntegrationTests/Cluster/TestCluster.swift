import EventLoop
import FoundationEssentials
import HTTP
import Kubernetes
import TestAPIServer
import TestSupport
import Text
import YAML

/// An API server that the built binary works with: a real one, or ``TestAPIServer`` over HTTP.
final class TestCluster: Sendable {
    /// Its URL.
    let url: String
    /// The file of the CA that it is verified with; nil for plain HTTP.
    let authority: String?
    /// The bearer token of an administrator.
    let adminToken: String
    /// Set where it is the test server: it does not read RBAC objects by itself.
    let simulation: TestAPIServer?
    /// Whether there are controllers, which make Pods of Deployments.
    let hasControllers: Bool
    /// The file in which a real server notes each request of the ServiceAccounts of the namespace `pullpass`.
    let auditLog: String?

    let transport: HTTPTransport
    let loop: EventLoop
    private let end: @Sendable () async -> Void

    init(
        url: String,
        authority: String?,
        adminToken: String,
        loop: EventLoop,
        simulation: TestAPIServer? = nil,
        hasControllers: Bool = false,
        auditLog: String? = nil,
        end: @escaping @Sendable () async -> Void
    ) throws {
        self.end = end
        self.url = url
        self.authority = authority
        self.adminToken = adminToken
        self.simulation = simulation
        self.hasControllers = hasControllers
        self.auditLog = auditLog
        self.loop = loop
        let trust: ClusterConnection.Trust =
            if let authority { .authorities(Array(try Data(contentsOf: URL(filePath: authority)))) } else { .system }
        let connection = ClusterConnection(server: url, trust: trust, user: ClusterUser(.token(adminToken)))
        transport = try HTTPTransport(connection, loop: loop, environment: [:], wallClock: .system)
    }

    /// Ends everything that was started for it.
    func stop() async {
        transport.shutdown()
        await end()
        loop.stop()
    }

    /// One request as an administrator.
    func call(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        type: String = "application/json",
        accept: String? = nil
    ) async throws -> KubernetesResponse {
        let request = KubernetesRequest(
            method: method,
            path: path,
            contentType: body == nil ? nil : type,
            accept: accept,
            body: body.map { Array($0.utf8) }
        )
        return try await Task(executorPreference: loop) { [transport] in try await transport.send(request) }.value
    }

    /// One request that must work.
    @discardableResult
    func must(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        type: String = "application/json"
    ) async throws -> [UInt8] {
        let response = try await call(method, path, body, type: type)
        guard (200..<300).contains(response.status) else {
            throw ClusterError(
                "\(method) \(path): \(response.status) \(String(decoding: response.body, as: UTF8.self))"
            )
        }
        return response.body
    }

    /// Reads an object; nil where there is none.
    func read<Object: KubernetesObject>(_ type: Object.Type, _ path: String) async throws -> Object? {
        try await get(path).map { try Object(parsing: $0) }
    }

    /// Reads anything else; nil where there is none.
    func read<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value? {
        try await get(path).map { try JSONDecoder().decode(type, from: Data($0)) }
    }

    private func get(_ path: String) async throws -> [UInt8]? {
        let response = try await call(.get, path)
        guard response.status != 404 else { return nil }
        guard response.status == 200 else {
            throw ClusterError("GET \(path): \(response.status) \(String(decoding: response.body, as: UTF8.self))")
        }
        return response.body
    }

    func secret(_ namespace: String, _ name: String) async throws -> SecretObject? {
        try await read(SecretObject.self, "/api/v1/namespaces/\(namespace)/secrets/\(name)")
    }

    func createNamespace(_ name: String, labels: [String: String] = [:]) async throws {
        let labels = labels.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        try await must(
            .post,
            "/api/v1/namespaces",
            #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)","labels":{\#(labels)}}}"#
        )
    }

    func patch(_ path: String, _ merge: String) async throws {
        try await must(.patch, path, merge, type: "application/merge-patch+json")
    }

    /// All Events, as the server tells them.
    func events() async throws -> String {
        String(decoding: try await must(.get, "/api/v1/events"), as: UTF8.self)
    }
}

/// What a cluster said instead of doing what a test needs.
struct ClusterError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
