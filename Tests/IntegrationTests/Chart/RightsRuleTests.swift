import FoundationEssentials
import PolicyTestSupport
import TestSupport
import Testing

/// The judge of rights itself, in whose judgement the other tests trust.
struct RightsRuleTests {
    private static let rules = [
        Rights.Rule(groups: [""], resources: ["secrets"], names: ["a"], verbs: ["get", "create"], namespace: nil),
        Rights.Rule(groups: [""], resources: ["secrets"], names: [], verbs: ["list"], namespace: "own"),
        Rights.Rule(groups: [""], resources: ["namespaces"], names: ["t1"], verbs: ["get"], namespace: "t1"),
        Rights.Rule(groups: [""], resources: ["namespaces"], names: ["t2"], verbs: ["get"], namespace: "t2"),
    ]

    @Test(arguments: [
        (AccessRequest(verb: "get", group: "", resource: "secrets", namespace: "x", name: "a"), true),
        (AccessRequest(verb: "get", group: "", resource: "secrets", namespace: "x", name: "b"), false),
        (AccessRequest(verb: "create", group: "", resource: "secrets", namespace: "x", name: ""), false),
        (AccessRequest(verb: "delete", group: "", resource: "secrets", namespace: "x", name: "a"), false),
        (AccessRequest(verb: "get", group: "", resource: "secrets/status", namespace: "x", name: "a"), false),
        (AccessRequest(verb: "get", group: "apps", resource: "secrets", namespace: "x", name: "a"), false),
        (AccessRequest(verb: "list", group: "", resource: "secrets", namespace: "own", name: ""), true),
        (AccessRequest(verb: "list", group: "", resource: "secrets", namespace: "x", name: ""), false),
        (AccessRequest(verb: "list", group: "", resource: "secrets", namespace: "", name: ""), false),
        (AccessRequest(verb: "get", group: "", resource: "namespaces", namespace: "t1", name: "t1"), true),
        (AccessRequest(verb: "get", group: "", resource: "namespaces", namespace: "t1", name: "t2"), false),
    ])
    func `a request is allowed as RBAC allows it`(request: AccessRequest, isAllowed: Bool) {
        #expect(Rights(rules: Self.rules).allow(request) == isAllowed)
    }

    @Test func `a grant that no request needs is told, and rules that differ by their namespace are one`() {
        let requests: Set = [
            AccessRequest(verb: "get", group: "", resource: "secrets", namespace: "x", name: "a"),
            AccessRequest(verb: "get", group: "", resource: "namespaces", namespace: "t2", name: "t2"),
        ]
        let unused = Rights(rules: Self.rules).unused(by: requests, own: "own")
        #expect(
            Set(unused.map(\.description)) == [
                "create secrets [a] in the cluster", "list secrets in the own namespace",
            ]
        )
    }

    @Test func `a grant that another rule makes needless is told`() {
        let all = Rights.Rule(groups: [""], resources: ["secrets"], names: [], verbs: ["get"], namespace: nil)
        let request = AccessRequest(verb: "get", group: "", resource: "secrets", namespace: "x", name: "a")
        let unused = Rights(rules: Self.rules.prefix(1) + [all]).unused(by: [request], own: "own")
        #expect(unused.map(\.verb).sorted() == ["create", "get", "get"])
    }

    @Test func `every resource that the chart grants something on stands in the table of docs slash security`() throws {
        let templates = Repository.path("charts/pullpass/templates")
        var granted: Set<String> = []
        for file in try FileManager.default.subpathsOfDirectory(atPath: templates) where file.contains(".") {
            let text = String(decoding: try Repository.bytes("charts/pullpass/templates/\(file)"), as: UTF8.self)
            for match in text.matches(of: /- apiGroups: .*\n *resources: \[(.+)\]/) {
                granted.formUnion(match.1.split(separator: ",").map { $0.filter { !$0.isWhitespace } })
            }
        }
        #expect(granted.isSuperset(of: ["secrets", "events", "leases", "serviceaccounts/token"]), "\(granted)")
        let table = String(decoding: try Repository.bytes("docs/security.md"), as: UTF8.self)
            .split(separator: "\n").filter { $0.hasPrefix("|") }
            .compactMap { $0.split(separator: "|").dropFirst().first }
        let told = Set(table.flatMap { $0.split(separator: ",") }.map { $0.filter { !$0.isWhitespace } })
        #expect(granted.subtracting(told).isEmpty, "docs/security.md says nothing of \(granted.subtracting(told))")
    }
}
