package import YAML

extension Configuration {
    /// Something outside of the file that it names.
    package struct Reference: Sendable, Hashable {
        /// What is named.
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            /// A file, by its path.
            case file
            /// A program, by its path or its name.
            case program
            /// A variable of the environment.
            case variable
            /// A Secret of Pullpass' own namespace.
            case secret
            /// A ServiceAccount.
            case serviceAccount
        }

        /// What is named.
        package let kind: Kind
        /// Its name or path, as it was written.
        package let name: String
        /// The place in the document.
        package let path: String
    }

    /// What a document names, in its order; nothing of it is looked at.
    ///
    /// - Parameters:
    ///   - document: the file, right or wrong.
    ///   - place: the path of the document itself; empty for a whole file.
    ///   - kinds: what may stand below `credentials`.
    /// - Returns: Each place that names something.
    package static func references(
        in document: YAMLNode,
        at place: String = "",
        kinds: [any CredentialSource.Type]
    ) -> [Reference] {
        var found: [Reference] = []
        func walk(_ node: YAMLNode, _ shape: SettingShape, _ path: String) {
            if case .reference(let kind) = shape.plain, let name = node.string {
                found.append(Reference(kind: kind, name: name, path: path))
            }
            if let element = shape.element {
                for (index, node) in (node.sequence ?? []).enumerated() { walk(node, element, "\(path)[\(index)]") }
            }
            for entry in node.mapping ?? [] {
                guard let key = shape.keys.first(where: { $0.name == entry.key }) else { continue }
                walk(entry.value, key.shape, path.isEmpty ? key.name : "\(path).\(key.name)")
            }
        }
        walk(document, .mapping(keys(kinds: kinds)), place)
        return found
    }
}
