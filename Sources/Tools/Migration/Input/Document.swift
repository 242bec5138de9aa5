internal import Text
internal import YAML

/// One object, or the values of a chart, and the file that it stands in.
struct Document {
    let file: String
    let node: YAMLNode

    /// The kind of an object; nil for values.
    var kind: String? { node.text("apiVersion") == nil ? nil : node.text("kind") }
    /// The group of an object's `apiVersion`; empty for the core's.
    var group: String {
        let version = node.text("apiVersion") ?? ""
        return version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    }
    /// Nil also where it is none that an API server would take: it stands in commands.
    var name: String? { valid("name") }
    /// As ``name``.
    var namespace: String? { valid("namespace") }

    private func valid(_ key: String) -> String? {
        node.text("metadata", key).flatMap { KubernetesName.isValid($0) ? $0 : nil }
    }

    /// The Pod's spec in an object that makes Pods, or is one.
    var podSpec: YAMLNode? {
        let spec = node["spec"]
        return spec?.at("jobTemplate", "spec", "template", "spec") ?? spec?.at("template", "spec")
            ?? (kind == "Pod" ? spec : nil)
    }

    /// The release that made an object; nil where no chart did.
    var helmRelease: (name: String, namespace: String?)? {
        let annotations = node.at("metadata", "annotations")
        guard let name = annotations?.text("meta.helm.sh/release-name"), KubernetesName.isValid(name) else {
            return nil
        }
        return (
            name,
            annotations?.text("meta.helm.sh/release-namespace").flatMap { KubernetesName.isValid($0) ? $0 : nil }
        )
    }

    /// Where a value stands, for a person who is to look there.
    func place(of value: YAMLNode) -> String { "line \(value.mark.line) of \(Printable.text(file))" }

    /// All objects of the inputs, those of Lists one by one.
    ///
    /// - Throws: ``MigrationError`` with the place where a text is no YAML.
    static func read(_ inputs: [MigrationInput]) throws(MigrationError) -> [Document] {
        var documents: [Document] = []
        for input in inputs {
            let nodes: [YAMLNode]
            do throws(YAMLError) {
                nodes = try YAMLNode.read(yamlOrJSON: input.bytes).documents
            } catch {
                throw MigrationError("\(Printable.text(input.name)): \(error)")
            }
            for node in nodes {
                let items = node.text("kind")?.hasSuffix("List") == true ? node["items"]?.sequence : nil
                documents += (items ?? [node]).map { Document(file: input.name, node: $0) }
            }
        }
        return documents
    }
}

extension YAMLNode {
    /// What stands at the end of a path of keys.
    @inline(never)
    func at(_ path: String...) -> YAMLNode? { follow(path) }

    /// The text at the end of a path of keys.
    @inline(never)
    func text(_ path: String...) -> String? { follow(path)?.string }

    /// The scalar at the end of a path of keys, as text.
    @inline(never)
    func scalar(_ path: String...) -> String? { follow(path)?.scalar }

    private func follow(_ path: [String]) -> YAMLNode? {
        var node = self
        for key in path {
            guard let next = node[key] else { return nil }
            node = next
        }
        return node
    }

    /// A scalar as text, numbers and booleans too: what an environment variable would hold.
    ///
    /// Nil for nothing, lists and mappings.
    var scalar: String? {
        switch value {
        case .string(let text), .integer(let text), .float(let text): text
        case .bool(let flag): flag ? "true" : "false"
        case .null, .sequence, .mapping: nil
        }
    }

    /// The texts of a list, or the one text that stands in its place.
    var texts: [String] { sequence?.compactMap(\.scalar) ?? scalar.map { [$0] } ?? [] }
}
