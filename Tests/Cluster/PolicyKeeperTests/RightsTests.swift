import Kubernetes
import PolicyKeeper
import PolicyTestSupport
import TestAPIServer
import TestSupport
import Testing
import Text
import YAML

@Suite("Policy keeper: what it may do")
struct RightsTests {
    /// One verb on one resource, by name.
    struct Grant: Sendable, Hashable, CustomTestStringConvertible, CustomStringConvertible {
        let verb: String
        let group: String
        let resource: String
        let names: [String]

        var rule: AccessRule {
            AccessRule(verbs: [verb], groups: [group], resources: [resource], resourceNames: Set(names))
        }

        var description: String {
            "\(verb) on \(resource).\(group) with resourceNames [\(names.joined(separator: ", "))]"
        }
        var testDescription: String { description }
    }

    /// What the chart grants for admission policies, as Helm's engine renders it.
    private static func grants() throws -> [Grant] {
        let documents = try YAMLNode.parse(yaml: Repository.bytes("charts/pullpass/ci/snapshots/policy.yaml"))
            .map { try JSON.parse($0.json) }
        let roles = documents.filter { $0["kind"]?.text == "ClusterRole" }
        func texts(_ list: JSON?) -> [String] { (list?.array ?? []).compactMap(\.text) }
        let grants = roles.flatMap { $0["rules"]?.array ?? [] }.flatMap { rule in
            texts(rule["apiGroups"]).filter { $0 == "admissionregistration.k8s.io" }.flatMap { group in
                texts(rule["resources"]).flatMap { resource in
                    texts(rule["verbs"]).map {
                        Grant(verb: $0, group: group, resource: resource, names: texts(rule["resourceNames"]))
                    }
                }
            }
        }
        return try #require(grants.isEmpty ? nil : grants)
    }

    /// Whether everything that is ever to be done can be done, and what was said.
    private static func everything(_ world: PolicyWorld, with rules: [AccessRule]) async throws -> Bool {
        let replica = try await world.leader(rules: rules)
        await world.pass(3)
        guard replica.states.last == .inForce else { return false }
        try world.server.edit(PolicyWorld.policy, mergePatch: #"{"spec":{"failurePolicy":"Fail"}}"#)
        await world.pass(3)
        await world.stopAll()
        let again = await (try world.make(rules: rules)).keeper.applyOnce()
        guard again.problems.isEmpty, again.written == 0 else { return false }
        let end = try? await world.removeAll(rules: rules)
        return end?.removed == 2
    }

    @Test("The chart's rules are enough")
    func enough() async throws {
        try await withWorld { world in
            let rules = try Self.grants().map(\.rule)
            let isDone = try await Self.everything(world, with: rules)
            #expect(isDone)
        }
    }

    @Test("Each verb of the chart's rules is needed, and one that is missing is told", arguments: try grants())
    func nothingMore(_ removed: Grant) async throws {
        try await withWorld { world in
            let rules = try Self.grants().filter { $0 != removed }.map(\.rule)
            let isDone = try await Self.everything(world, with: rules)
            #expect(!isDone)
            // A removal tells it to its caller.
            guard !["get", "delete"].contains(removed.verb) else { return }
            #expect(world.logs.contains("needs verb \(removed)"), "\(world.logs.all)")
        }
    }
}
