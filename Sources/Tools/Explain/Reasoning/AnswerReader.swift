internal import Text
internal import YAML

/// What an admission response says to the API server: the patch, decoded, and the warnings.
struct AnswerReader: Sendable {
    /// The JSON Patch as text; nil where there is none.
    let patch: String?
    let warnings: [String]
    private let operations: [YAMLNode]

    init(body: [UInt8]) {
        let review = (try? YAMLNode.parse(json: body))?.first
        let response = review?["response"]
        warnings = (response?["warnings"]?.sequence ?? []).compactMap(\.string)
        guard let encoded = response?["patch"]?.string, let patch = Base64.decode(encoded) else {
            patch = nil
            operations = []
            return
        }
        self.patch = String(decoding: patch, as: UTF8.self)
        operations = (try? YAMLNode.parse(json: patch))?.first?.sequence ?? []
    }

    /// The names that the patch adds to `imagePullSecrets`, in order.
    var secretsAdded: [String] {
        operations.flatMap { operation -> [String] in
            switch operation["path"]?.string {
            case "/spec/imagePullSecrets": PodSecrets.names(in: operation["value"])
            case "/spec/imagePullSecrets/-": [operation["value"]?["name"]?.string].compactMap(\.self)
            default: []
            }
        }
    }

    /// The same with what it said before.
    func policyChanges(of spec: YAMLNode?) -> [PolicyChange] {
        operations.compactMap { operation in
            let path = (operation["path"]?.string ?? "").split(separator: "/")
            let field = path.dropFirst(3).joined(separator: "/")
            guard path.count >= 4, ["imagePullPolicy", "image/pullPolicy"].contains(field), let index = Int(path[2]),
                let items = spec?[String(path[1])]?.sequence, items.indices.contains(index)
            else { return nil }
            let item = items[index]
            let before = field == "imagePullPolicy" ? item[field] : item["image"]?["pullPolicy"]
            return PolicyChange(list: String(path[1]), name: item["name"]?.string ?? "\(index)", before: before?.string)
        }
    }

    /// What the patch makes pull always, as `container app`.
    func pullPolicyForced(in images: PodImages) -> [String] {
        operations.compactMap { operation in
            let path = (operation["path"]?.string ?? "").split(separator: "/")
            guard path.count >= 4, path[0] == "spec", let index = Int(path[2]) else { return nil }
            let role: ImageVerdict.Role
            switch (path[1], path[3...].joined(separator: "/")) {
            case ("containers", "imagePullPolicy"): role = .container
            case ("initContainers", "imagePullPolicy"): role = .initContainer
            case ("volumes", "image/pullPolicy"): role = .imageVolume
            default: return nil
            }
            return "\(role.words) \(images.name(role, at: index))"
        }
    }
}

/// The names in a list of `imagePullSecrets`.
enum PodSecrets {
    static func names(in list: YAMLNode?) -> [String] {
        (list?.sequence ?? []).compactMap { $0["name"]?.string }
    }
}
