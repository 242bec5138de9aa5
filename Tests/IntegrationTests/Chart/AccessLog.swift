import FoundationEssentials
import PolicyTestSupport
import TestAPIServer

/// What one user asked a server, as the server tells: the journal of the test server, the audit log of a real one.
struct AccessLog {
    /// All requests that were carried out.
    private(set) var granted: Set<AccessRequest> = []
    /// Those that were answered 403.
    private(set) var refused: Set<AccessRequest> = []

    /// How much a server has noted so far.
    static func position(in cluster: TestCluster) throws -> Int {
        if let simulation = cluster.simulation { return simulation.journal.count }
        return try cluster.auditLog.map { try Data(contentsOf: URL(filePath: $0)).count } ?? 0
    }

    /// Reads what a user has asked since a position.
    init(of user: String, in cluster: TestCluster, since position: Int) throws {
        if let simulation = cluster.simulation {
            for record in simulation.journal.dropFirst(position) where record.user == user {
                // As the authoriser has it, a namespace is in itself.
                let isNamespace = record.resource == "namespaces" && !["list", "watch"].contains(record.verb)
                let request = AccessRequest(
                    verb: record.verb,
                    group: record.group,
                    resource: record.resource,
                    namespace: isNamespace ? record.name : record.namespace,
                    name: record.name
                )
                add(request, status: record.status)
            }
        } else if let file = cluster.auditLog {
            for line in try Data(contentsOf: URL(filePath: file)).dropFirst(position).split(
                separator: UInt8(ascii: "\n")
            ) {
                let event = try JSONDecoder().decode(AuditEvent.self, from: line)
                guard event.user.username == user, let object = event.objectRef else { continue }
                let request = AccessRequest(
                    verb: event.verb,
                    group: object.apiGroup ?? "",
                    resource: object.resource + (object.subresource.map { "/" + $0 } ?? ""),
                    namespace: object.namespace ?? "",
                    name: object.name ?? ""
                )
                add(request, status: event.responseStatus?.code ?? 0)
            }
        }
    }

    private mutating func add(_ request: AccessRequest, status: Int) {
        guard status != 403 else {
            refused.insert(request)
            return
        }
        granted.insert(request)
        // An apply that creates is authorised as both.
        guard request.verb == "patch", status == 201 else { return }
        var creation = request
        creation.verb = "create"
        granted.insert(creation)
    }
}

/// A line of an audit log.
private struct AuditEvent: Decodable {
    struct User: Decodable { var username: String }
    struct Reference: Decodable {
        var apiGroup: String?
        var resource: String
        var subresource: String?
        var namespace: String?
        var name: String?
    }
    struct Status: Decodable { var code: Int? }
    var verb: String
    var user: User
    var objectRef: Reference?
    var responseStatus: Status?
}
