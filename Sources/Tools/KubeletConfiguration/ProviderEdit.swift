internal import Manifests
internal import Text
internal import YAML

/// Puts our providers into a CredentialProviderConfig of somebody else, and takes them out again.
///
/// The text of everything else, comments among it, stays as it is, byte for byte, wherever it is laid out as people and vendors do;
/// elsewhere the file is written anew with the same content. What comes out is parsed again, and holds what it should.
package struct ProviderEdit {
    /// The file.
    private let file: ConfigFile
    /// Its first document.
    private let document: YAMLNode
    private let isJSON: Bool

    /// Reads a file.
    ///
    /// - Throws: where no kubelet could read it either.
    package init(_ file: ConfigFile) throws(EditError) {
        self.file = file
        let first = FirstDocument(of: file.bytes)
        isJSON = first.isJSON
        let node: YAMLNode?
        let duplicates: [YAMLDuplicateKey]
        do throws(YAMLError) {
            (node, duplicates) = try first.read()
        } catch {
            throw EditError("\(Printable.path(file.name)), \(error)")
        }
        guard let node, node["kind"]?.string == CredentialProviderConfig.kind else {
            throw EditError("\(Printable.path(file.name)) is no \(CredentialProviderConfig.kind)")
        }
        if let duplicate = duplicates.first {
            throw EditError("\(Printable.path(file.name)), \(duplicate.error)")
        }
        let providers = node["providers"]
        guard providers?.isNull ?? true || providers?.sequence?.allSatisfy({ $0.mapping != nil }) == true else {
            throw EditError("\(Printable.path(file.name)): providers is no list of providers")
        }
        document = node
    }

    /// The providers that are there.
    package var providers: [CredentialProviderConfig.Provider] {
        let version = Self.version(of: document)
        return elements.map { .init($0, version: version, KubeletVersion.known.upperBound) }
    }

    /// The values of all variables that providers are given.
    package var variables: [String] {
        elements.flatMap { $0["env"]?.sequence ?? [] }.compactMap { $0["value"]?.string }
    }

    private var elements: [YAMLNode] { document["providers"]?.sequence ?? [] }

    private static func version(of document: YAMLNode) -> Substring {
        document["apiVersion"]?.string?.split(separator: "/").last ?? ""
    }

    /// The file with these providers as the only ones of ours: those of the same names, and others that run Pullpass, are taken out.
    ///
    /// They stand where ours stood, else behind those that are there, whose answers are tried first. The same bytes come back where nothing
    /// is to change.
    package func putting(_ wanted: [CredentialProviderConfig.Provider]) throws(EditError) -> [UInt8] {
        if wanted.contains(where: { $0.tokenAttributes != nil }), Self.version(of: document) != "v1" {
            throw EditError(
                "\(Printable.path(file.name)) has the version \(Printable.text(String(Self.version(of: document)))), which knows no "
                    + "tokenAttributes: write apiVersion: \(CredentialProviderConfig.apiVersion) at its top first"
            )
        }
        let names = Set(wanted.map(\.name))
        let isOurs = providers.map { $0.isPullpass || names.contains($0.name) }
        let present = zip(providers, isOurs).filter(\.1).map(\.0)
        if present == wanted { return file.bytes }
        return try changed(isOurs, wanted)
    }

    /// The file without those that run Pullpass; nil where no other provider would be left, which no kubelet takes.
    package func removing() throws(EditError) -> [UInt8]? {
        let isOurs = providers.map(\.isPullpass)
        guard isOurs.contains(true) else { return file.bytes }
        guard isOurs.contains(false) else { return nil }
        return try changed(isOurs, [])
    }

    /// The file without some providers, and with others where the first of them stood, else at the end.
    private func changed(
        _ isOurs: [Bool],
        _ wanted: [CredentialProviderConfig.Provider]
    ) throws(EditError) -> [UInt8] {
        let position = isOurs.firstIndex(of: true) ?? isOurs.count
        let added = wanted.map(\.manifest)
        var target = zip(elements, isOurs).filter { !$0.1 }.map { ManifestValue($0.0) }
        target.insert(contentsOf: added, at: min(position, target.count))
        let meant = Self.replacing(document, with: target)
        let text = isJSON ? JSONList(document, file.bytes) : nil
        let spans = isJSON ? text?.spans : YAMLList(document, file.bytes)?.spans
        if let spans, let edited = spans.changed(file.bytes, dropping: isOurs, adding: added, at: position),
            let node = try? FirstDocument(of: edited).read().node, ManifestValue(node).json() == meant.json()
        {
            return edited
        }
        return Array((isJSON ? meant.json(escaping: .json) : meant.yaml).utf8)
    }

    private static func replacing(_ document: YAMLNode, with providers: [ManifestValue]) -> ManifestValue {
        var entries = (document.mapping ?? []).map { entry in
            (key: entry.key, value: entry.key == "providers" ? .list(providers) : ManifestValue(entry.value))
        }
        if !entries.contains(where: { $0.key == "providers" }) { entries.append(("providers", .list(providers))) }
        return .object(entries)
    }
}

/// Why a file cannot be edited.
package struct EditError: Error, Sendable, CustomStringConvertible {
    /// What is wrong with which file.
    package let description: String

    init(_ description: String) { self.description = description }
}

extension ManifestValue {
    /// The same value; its depth is bounded by who parsed it.
    init(_ node: YAMLNode) {
        switch node.value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let text), .float(let text): self = .json(text)
        case .string(let text): self = .text(text)
        case .sequence(let nodes): self = .list(nodes.map { ManifestValue($0) })
        case .mapping(let entries): self = .object(entries.map { ($0.key, ManifestValue($0.value)) })
        }
    }
}
