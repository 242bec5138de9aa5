internal import Images
internal import YAML

/// What is known of the Pods that an object's controller makes from one part of it.
struct ControllerPart: Sendable {
    /// One image of the part, in the order of the Pod that stands for it.
    struct Entry: Sendable {
        let role: ImageVerdict.Role
        /// The container's name, or where the image stands.
        let name: String
        let image: String
        /// Whether its container says what to run.
        var hasCommand = true

        var isPlaceholder: Bool { ControllerPart.isPlaceholder(image) }
    }

    /// Whether a controller has to fill something in before a text is an image.
    static func isPlaceholder(_ image: String) -> Bool { ["{{", "$(", "${"].contains(where: image.contains) }

    /// Where the part stands; nil for images that stand alone.
    let path: String?
    let entries: [Entry]
    let kind: OperatorKind?
}

/// Makes the Pods of an object as its controller may make them.
struct ControllerPods {
    let object: ManifestObject
    let namespace: String
    private let found: ObjectImages
    private let kind: OperatorKind?

    init(of object: ManifestObject, namespace: String) {
        self.object = object
        self.namespace = namespace
        found = ObjectImages(of: object)
        kind = OperatorKind.of(object)
    }

    /// Makes the Pods.
    ///
    /// - Parameter shown: What is known of ServiceAccounts, whose lists the Pods have where the object names no pull Secrets.
    /// - Returns: One Pod for each PodSpec, and one for the images that stand alone.
    func sources(_ shown: ShownSecrets) -> [PodSource] {
        // Fields beside a list of containers in the spec itself are of the same Pod, as Prometheus has them.
        let isOne = found.units.count == 1 && found.units[0].path == .key("spec")
        let alone = found.singles.filter(Self.isImage).map { single in
            // A script of Tekton is a command; the `source` of Argo's is none.
            let hasCommand = single.owner["command"] != nil || single.owner["script"] != nil
            return ControllerPart.Entry(
                role: .field,
                name: "\(single.path)",
                image: single.image,
                hasCommand: hasCommand
            )
        }
        var sources = found.units.map { unit in
            let entries = Self.entries(of: unit) + (isOne ? alone : [])
            return source(entries, path: "\(unit.template == nil ? unit.path : unit.path.parent)", unit, shown)
        }
        if !alone.isEmpty, !isOne { sources.append(source(alone, path: nil, nil, shown)) }
        return sources
    }

    /// Whether what stands alone is an image: where only its key says so, it has to read like one, for `image: photo.JPG` is common, too.
    private static func isImage(_ single: ObjectImages.Single) -> Bool {
        single.isCertain || ControllerPart.isPlaceholder(single.image)
            || (try? ImageReference(parsing: single.image)) != nil
    }

    /// What a person should know beside the Pods.
    var notes: [String] {
        let who = "\(object.kind) \(namespace)/\(object.name)"
        var notes = Set(found.references).sorted().prefix(5).map { "\(who) uses \($0): explain that, too" }
        if found.isCut { notes.append("\(who) is larger than is looked at: some of its images are not shown") }
        if kind != nil, found.units.isEmpty, found.singles.isEmpty, found.references.isEmpty {
            notes.append("\(who) names no image, so its controller chooses them: explain its Pods")
        }
        return notes
    }

    private static func entries(of unit: ObjectImages.Unit) -> [ControllerPart.Entry] {
        let commands = ["containers", "initContainers"].flatMap { unit.spec[$0]?.sequence ?? [] }
        return PodImages(spec: unit.spec).entries.map { entry in
            let container = commands.first { $0["name"]?.string == entry.name && $0["image"]?.string == entry.image }
            let hasCommand = entry.role == .imageVolume || container?["command"] != nil
            return ControllerPart.Entry(role: entry.role, name: entry.name, image: entry.image, hasCommand: hasCommand)
        }
    }

    /// A Pod with these images, placeholders left out, since nobody pulls them.
    private func source(
        _ entries: [ControllerPart.Entry],
        path: String?,
        _ unit: ObjectImages.Unit?,
        _ shown: ShownSecrets
    ) -> PodSource {
        let own = PodSecrets.names(in: unit?.spec["imagePullSecrets"])
        let secrets = own + found.secrets.filter { !own.contains($0) }
        let real = entries.filter { !$0.isPlaceholder }
        var spec = [
            YAMLEntry(key: "containers", value: Self.list(of: real, [.container, .field])),
            YAMLEntry(key: "initContainers", value: Self.list(of: real, [.initContainer])),
            YAMLEntry(key: "volumes", value: Self.list(of: real, [.imageVolume])),
        ]
        if !secrets.isEmpty {
            let names = secrets.map { Self.mapping([("name", YAMLNode(.string($0)))]) }
            spec.append(YAMLEntry(key: "imagePullSecrets", value: YAMLNode(.sequence(names))))
        }
        for key in ["serviceAccountName", "serviceAccount"] {
            if let account = unit?.spec[key] { spec.append(YAMLEntry(key: key, value: account)) }
        }
        let template = unit?.template ?? YAMLNode(.mapping([]))
        let metadata = PodReview.metadata(ofPodFrom: template, owner: object.name, namespace: namespace)
        let pod = PodReview(
            metadata: metadata,
            spec: YAMLNode(.mapping(spec)).inheriting(from: shown, in: namespace),
            namespace: namespace
        )
        let part = ControllerPart(path: path, entries: entries, kind: kind)
        return PodSource(object, namespace: namespace, pod: pod, controller: part)
    }

    private static func list(of entries: [ControllerPart.Entry], _ roles: [ImageVerdict.Role]) -> YAMLNode {
        YAMLNode(
            .sequence(
                entries.filter { roles.contains($0.role) }.map { entry in
                    let image = YAMLNode(.string(entry.image))
                    let value = entry.role == .imageVolume ? mapping([("reference", image)]) : image
                    return mapping([("name", YAMLNode(.string(entry.name))), ("image", value)])
                }
            )
        )
    }

    private static func mapping(_ pairs: [(key: String, value: YAMLNode)]) -> YAMLNode {
        YAMLNode(.mapping(pairs.map { YAMLEntry(key: $0.key, value: $0.value) }))
    }
}
