internal import YAML

/// The images of an object whose controller makes Pods of it.
///
/// Found are Pod templates and PodSpecs (whatever has a list `containers` with images), and elsewhere values of the keys `image`, `imageName`,
/// `baseImage`, and of those that end in `Image` where they have a path; nothing below `status` and `metadata`, and no images of Ceph.
struct ObjectImages: Sendable {
    /// A PodSpec, or something that has its fields.
    struct Unit: Sendable {
        let path: FieldPath
        let spec: YAMLNode
        /// What has the Pod's labels and annotations; nil where nothing has.
        let template: YAMLNode?
    }

    /// An image in no list `containers`.
    struct Single: Sendable {
        let path: FieldPath
        let image: String
        /// The mapping in which it stands.
        let owner: YAMLNode
        /// Whether the kind is known to have an image there.
        let isCertain: Bool
    }

    /// The deepest step that is looked at; manifests of people have a dozen.
    private static let maximumDepth = 48
    /// The most values that are looked at, and the most images and parts that are kept.
    private static let maximumValues = 100_000
    private static let maximumFinds = 200

    private(set) var units: [Unit] = []
    private(set) var singles: [Single] = []
    /// The Secrets that the object names for its Pods, outside of PodSpecs.
    private(set) var secrets: [String] = []
    /// The objects that it names for their images, as `WorkflowTemplate build`.
    private(set) var references: [String] = []
    /// Whether the object has more than is looked at.
    private(set) var isCut = false

    private let kind: OperatorKind?
    private var pending: [(node: YAMLNode, parent: YAMLNode?, path: FieldPath)] = []

    init(of object: ManifestObject) {
        kind = OperatorKind.of(object)
        let skipped = ["apiVersion", "kind", "metadata", "status"]
        for entry in (object.node.mapping ?? []).reversed() where !skipped.contains(entry.key) {
            pending.append((entry.value, object.node, .key(entry.key)))
        }
        var visited = 0
        // A worklist, not recursion: how deep an object is nested is the input's choice.
        while let (node, parent, path) = pending.popLast() {
            visited += 1
            guard visited <= Self.maximumValues, units.count + singles.count < Self.maximumFinds else {
                isCut = true
                return
            }
            guard path.depth <= Self.maximumDepth else {
                isCut = true
                continue
            }
            visit(node, below: parent, at: path)
        }
    }

    private mutating func visit(_ node: YAMLNode, below parent: YAMLNode?, at path: FieldPath) {
        switch node.value {
        case .sequence(let items):
            for (index, item) in items.enumerated().reversed() { pending.append((item, node, path.appending(index))) }
        case .mapping(let entries):
            let isUnit = (node["containers"]?.sequence ?? []).contains { Self.image(in: $0) != nil }
            if isUnit {
                // The metadata beside the object's own spec is the object's, and not the Pods'.
                let hasTemplate = path.lastKey == "spec" && path.depth > 1
                units.append(Unit(path: path, spec: node, template: hasTemplate ? parent : nil))
            }
            for entry in entries.reversed() where !(isUnit && Self.isPodField(entry.key)) {
                take(entry, of: node, at: path.appending(entry.key))
            }
        default: break
        }
    }

    private mutating func take(_ entry: YAMLEntry, of owner: YAMLNode, at path: FieldPath) {
        if let text = entry.value.string, let kind = kind?.references.first(where: { path.matches($0.key) })?.value {
            references.append("\(kind) \(text)")
        }
        switch entry.key {
        case "metadata", "annotations", "labels": return
        case "imagePullSecrets", "imagePullSecret": addSecrets(entry.value, at: path)
        case "image", "imageName": addImage(entry.value, of: owner, at: path)
        case "baseImage": if owner["image"]?.string == nil { addBaseImage(entry.value, of: owner, at: path) }
        case let key where key.hasSuffix("Image") && entry.value.string?.contains("/") == true:
            // `initImage`, `proxyImage`: many operators have some.
            addImage(entry.value, of: owner, at: path)
        case "podSpecPatch":
            guard let text = entry.value.string, let patch = try? YAMLNode.parse(yamlOrJSON: text).first else { return }
            pending.append((patch, nil, path))
        default: pending.append((entry.value, owner, path))
        }
    }

    private mutating func addImage(_ node: YAMLNode, of owner: YAMLNode, at path: FieldPath) {
        // Ceph has images, too: `rbd: { image: … }` is a disk.
        guard path.parent.lastKey != "rbd" else { return }
        if let text = node.string {
            add(text, of: owner, at: path)
        } else if let reference = node["reference"]?.string {
            add(reference, of: node, at: path.appending("reference"))
        } else if let repository = Self.repository(node) {
            let registry = node["registry"]?.string ?? ""
            let name =
                registry.isEmpty || repository.hasPrefix(registry + "/") ? repository : "\(registry)/\(repository)"
            add(Self.image(name, tag: node["tag"], digest: node["digest"]), of: node, at: path)
        } else {
            pending.append((node, owner, path))
        }
    }

    /// What Prometheus' operator still reads: an image in three parts.
    private mutating func addBaseImage(_ node: YAMLNode, of owner: YAMLNode, at path: FieldPath) {
        guard let name = node.string else { return }
        let digest = owner["sha"]?.string.map { YAMLNode(.string("sha256:\($0)")) }
        add(Self.image(name, tag: owner["tag"] ?? owner["version"], digest: digest), of: owner, at: path)
    }

    private mutating func add(_ image: String, of owner: YAMLNode, at path: FieldPath) {
        guard !image.isEmpty else { return }
        let isCertain = kind?.hasImage(at: path) ?? false
        singles.append(Single(path: path, image: image, owner: owner, isCertain: isCertain))
    }

    private mutating func addSecrets(_ node: YAMLNode, at path: FieldPath) {
        // Of a kind that is known, only what is for its Pods.
        if let kind, !kind.secrets.isEmpty, !kind.secrets.contains(where: path.matches) { return }
        for entry in (node.sequence ?? [node]).prefix(Self.maximumFinds) {
            guard let name = entry.string ?? entry["name"]?.string, !name.isEmpty, !secrets.contains(name) else {
                continue
            }
            secrets.append(name)
        }
    }

    /// An image in parts, as Helm charts have it.
    private static func repository(_ node: YAMLNode) -> String? {
        if let repository = node["repository"]?.string { return repository }
        return node["tag"] != nil || node["digest"] != nil ? node["name"]?.string : nil
    }

    /// The fields of a PodSpec that are read as such.
    private static func isPodField(_ key: String) -> Bool {
        ["containers", "initContainers", "ephemeralContainers", "volumes", "imagePullSecrets"].contains(key)
    }

    private static func image(in container: YAMLNode) -> String? {
        container["image"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func image(_ name: String, tag: YAMLNode?, digest: YAMLNode?) -> String {
        if let digest = digest?.string, !digest.isEmpty { return "\(name)@\(digest)" }
        // YAML reads `1.2` as a number.
        let text: String? =
            switch tag?.value {
            case .string(let text), .integer(let text), .float(let text): text
            default: nil
            }
        guard let text, !text.isEmpty else { return name }
        return "\(name):\(text)"
    }
}
