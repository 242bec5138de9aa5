import FoundationEssentials
import PolicyTestSupport
import TestSupport
import YAML

/// What the chart renders: its objects, and how it runs the executable.
struct ChartRendering: Sendable {
    /// Where it comes from.
    let name: String
    /// The objects, in their order.
    let objects: [JSON]

    /// Reads a snapshot, which CI keeps true to what Helm's engine makes of the values file of that name.
    init(snapshot name: String) throws {
        try self.init(name, yaml: Repository.bytes("charts/pullpass/ci/snapshots/\(name).yaml"))
    }

    /// Reads documents.
    init(_ name: String, yaml: [UInt8]) throws {
        let documents = try YAMLNode.parse(yaml: yaml).map { try JSON.parse($0.json) }
        self.init(name, objects: documents.filter { $0["kind"] != nil })
    }

    /// Takes objects.
    init(_ name: String, objects: [JSON]) {
        self.name = name
        self.objects = objects
    }

    /// The objects of a kind.
    func objects(_ kind: String) -> [JSON] { objects.filter { $0["kind"]?.text == kind } }

    /// The configuration file that is mounted.
    var configuration: JSON {
        get throws {
            let texts = (objects("ConfigMap") + objects("Secret")).compactMap {
                ($0["data"] ?? $0["stringData"])?["config.yaml"]?.text
            }
            guard let text = texts.first, let node = try YAMLNode.parse(yaml: Array(text.utf8)).first else {
                return .null
            }
            return try JSON.parse(node.json)
        }
    }

    /// The arguments of the one container of a Deployment, CronJob or Job; nil where there is none.
    func arguments(of kind: String) -> [String]? {
        guard let object = objects(kind).first else { return nil }
        let job = kind == "CronJob" ? object["spec"]?["jobTemplate"] : object
        let container = job?["spec"]?["template"]?["spec"]?["containers"]?[0]
        return container?["args"]?.array.compactMap(\.text)
    }

    /// What a ServiceAccount may do: the rules of all roles that are bound to it.
    func rights(of account: String, in namespace: String) -> Rights {
        var rules: [Rights.Rule] = []
        for binding in objects("RoleBinding") + objects("ClusterRoleBinding") {
            let isBound = (binding["subjects"]?.array ?? []).contains {
                $0["kind"]?.text == "ServiceAccount" && $0["name"]?.text == account
                    && $0["namespace"]?.text == namespace
            }
            guard isBound, let role = role(of: binding) else { continue }
            let place = binding["metadata"]?["namespace"]?.text
            rules += (role["rules"]?.array ?? []).map { Rights.Rule($0, namespace: place) }
        }
        return Rights(rules: rules)
    }

    private func role(of binding: JSON) -> JSON? {
        guard let reference = binding["roleRef"], let kind = reference["kind"]?.text else { return nil }
        return objects(kind).first {
            $0["metadata"]?["name"] == reference["name"]
                && (kind == "ClusterRole" || $0["metadata"]?["namespace"] == binding["metadata"]?["namespace"])
        }
    }
}

extension ChartRendering {
    /// The same with the right that the chart gives where a registry's placement is lazy: beside the one to the copies.
    func placingLazily() -> ChartRendering {
        let rule = JSON.object([
            "apiGroups": .array([.text("")]), "resources": .array([.text("pods")]), "verbs": .array([.text("list")]),
        ])
        return ChartRendering(
            name,
            objects: objects.map { object in
                guard let rules = object["rules"]?.array, rules.contains(where: Self.isAboutCopies) else {
                    return object
                }
                return object.with("rules", .array(rules + [rule]))
            }
        )
    }

    private static func isAboutCopies(_ rule: JSON) -> Bool {
        let verbs = rule["verbs"]?.array.compactMap(\.text) ?? []
        let names = rule["resourceNames"]?.array.compactMap(\.text) ?? []
        return rule["resources"]?[0].text == "secrets" && verbs.contains("get") && verbs.contains("delete")
            && names.contains { name in
                !name.hasPrefix("pullpass-master.") && !name.hasSuffix("-tls")
                    && !name.hasSuffix("-configuration-in-force")
            }
    }
}

extension JSON {
    /// The same with one member set, or taken away.
    func with(_ key: String, _ value: JSON?) -> JSON {
        var members = members
        members[key] = value
        return .object(members)
    }

    /// As a text that is JSON and YAML.
    var compact: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
