import PlainReadings

/// What a review says, read plainly from a tree: the second opinion on the reader that makes none.
///
/// Of a scalar that comes twice the last one counts and null leaves it alone, as in Go; an object or array that comes twice is a misfit.
struct PlainReview {
    /// A place of the Pod that names an image.
    struct Use {
        let path: [String]
        var image: String?
        var policy: String?
    }

    var apiVersion: String?
    var kind: String?
    var uid: String?
    var hasRequest = false
    var operation: String?
    var group: String?
    var version: String?
    var resource: String?
    var subresource: String?
    var namespace: String?
    var isDryRun = false
    var object: ReferenceJSON?
    var isMirror = false
    var inject: [String: String] = [:]
    var objectNamespace: String?
    var hasSpec = false
    /// The names of `imagePullSecrets` by their places; nil where there is no list.
    var listed: [String?]?
    var uses: [Use] = []
    var hasEnvelopeMisfit = false
    var hasRequestMisfit = false
    var hasPodMisfit = false

    private var seen: Set<String> = []

    init(_ root: [ReferenceJSON.Member]) {
        for member in root {
            switch member.key {
            case "apiVersion": Self.read(member.value, into: &apiVersion, &hasEnvelopeMisfit)
            case "kind": Self.read(member.value, into: &kind, &hasEnvelopeMisfit)
            case "request":
                if !seen.insert("request").inserted { hasRequestMisfit = true }
                if let members = Self.members(member.value, &hasEnvelopeMisfit) {
                    hasRequest = true
                    for member in members { readRequest(member) }
                }
            default: break
            }
        }
    }

    private mutating func readRequest(_ member: ReferenceJSON.Member) {
        switch member.key {
        case "uid": Self.read(member.value, into: &uid, &hasEnvelopeMisfit)
        case "operation": Self.read(member.value, into: &operation, &hasRequestMisfit)
        case "subResource": Self.read(member.value, into: &subresource, &hasRequestMisfit)
        case "namespace": Self.read(member.value, into: &namespace, &hasRequestMisfit)
        case "resource":
            guard isFirst("resource", \.hasRequestMisfit) else { return }
            for member in Self.members(member.value, &hasRequestMisfit) ?? [] {
                switch member.key {
                case "group": Self.read(member.value, into: &group, &hasRequestMisfit)
                case "version": Self.read(member.value, into: &version, &hasRequestMisfit)
                case "resource": Self.read(member.value, into: &resource, &hasRequestMisfit)
                default: break
                }
            }
        case "dryRun":
            if case .bool(let flag) = member.value {
                isDryRun = flag
            } else {
                hasRequestMisfit = hasRequestMisfit || member.value != .null
            }
        case "object":
            guard isFirst("object", \.hasPodMisfit), let members = Self.members(member.value, &hasPodMisfit) else {
                return
            }
            object = member.value
            for member in members { readObject(member) }
        default: break
        }
    }

    private mutating func readObject(_ member: ReferenceJSON.Member) {
        switch member.key {
        case "metadata":
            guard isFirst("metadata", \.hasPodMisfit) else { return }
            for member in Self.members(member.value, &hasPodMisfit) ?? [] { readMetadata(member) }
        case "spec":
            guard isFirst("spec", \.hasPodMisfit), let members = Self.members(member.value, &hasPodMisfit) else {
                return
            }
            hasSpec = true
            for member in members { readSpec(member) }
        default: break
        }
    }

    private mutating func readMetadata(_ member: ReferenceJSON.Member) {
        switch member.key {
        case "namespace": Self.read(member.value, into: &objectNamespace, &hasPodMisfit)
        case "labels", "annotations":
            guard isFirst(member.key, \.hasPodMisfit) else { return }
            for entry in Self.members(member.value, &hasPodMisfit) ?? [] {
                switch (member.key, entry.key) {
                case (_, "pullpass.dev/inject"): Self.read(entry.value, into: &inject[member.key], &hasPodMisfit)
                case ("annotations", "kubernetes.io/config.mirror"):
                    var text: String?
                    Self.read(entry.value, into: &text, &hasPodMisfit)
                    isMirror = isMirror || text != nil
                case ("annotations", "pullpass.dev/self-test"):
                    var text: String?
                    Self.read(entry.value, into: &text, &hasPodMisfit)
                default: break
                }
            }
        default: break
        }
    }

    private mutating func readSpec(_ member: ReferenceJSON.Member) {
        guard ["containers", "initContainers", "volumes", "imagePullSecrets"].contains(member.key),
            isFirst(member.key, \.hasPodMisfit)
        else { return }
        guard let elements = member.value.elements else {
            if member.value != .null { hasPodMisfit = true }
            return
        }
        if member.key == "imagePullSecrets" { listed = [] }
        for (index, element) in elements.enumerated() {
            let members = Self.members(element, &hasPodMisfit)
            switch member.key {
            case "imagePullSecrets":
                var name: String?
                for member in members ?? [] where member.key == "name" {
                    Self.read(member.value, into: &name, &hasPodMisfit)
                }
                listed?.append(name)
            case "volumes":
                let images = (members ?? []).filter { $0.key == "image" }
                if images.count > 1 { hasPodMisfit = true }
                for image in images {
                    guard let members = Self.members(image.value, &hasPodMisfit) else { continue }
                    readUse(members, ["volumes", "\(index)", "image"], "reference", "pullPolicy")
                }
            default:
                if let members { readUse(members, [member.key, "\(index)"], "image", "imagePullPolicy") }
            }
        }
    }

    private mutating func readUse(
        _ members: [ReferenceJSON.Member],
        _ path: [String],
        _ image: String,
        _ policy: String
    ) {
        var use = Use(path: path + [policy])
        for member in members {
            if member.key == image { Self.read(member.value, into: &use.image, &hasPodMisfit) }
            if member.key == policy { Self.read(member.value, into: &use.policy, &hasPodMisfit) }
        }
        uses.append(use)
    }

    /// Whether a key comes for the first time; another time makes the part a misfit.
    private mutating func isFirst(_ key: String, _ misfit: WritableKeyPath<PlainReview, Bool>) -> Bool {
        let isFirst = seen.insert(key).inserted
        if !isFirst { self[keyPath: misfit] = true }
        return isFirst
    }

    private static func read(_ value: ReferenceJSON, into text: inout String?, _ misfit: inout Bool) {
        if let string = value.string { text = string } else if value != .null { misfit = true }
    }

    private static func members(_ value: ReferenceJSON, _ misfit: inout Bool) -> [ReferenceJSON.Member]? {
        if value.members == nil, value != .null { misfit = true }
        return value.members
    }
}
