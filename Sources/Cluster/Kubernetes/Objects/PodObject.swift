/// A Pod, of which only its pull Secrets are kept.
struct PodObject: KubernetesObject {
    static let metadataScope = MetadataScope(labels: nil, annotations: .only([], atMost: 0))

    let metadata: ObjectMetadata
    /// The names in `spec.imagePullSecrets`.
    let pullSecrets: [String]

    private struct Reference: Decodable {
        let name: String?
    }

    init(metadata: ObjectMetadata, members: ObjectMembers) throws(ObjectFault) {
        self.metadata = metadata
        let references: [Reference?] = try members["spec"]?["imagePullSecrets"]?.decode() ?? []
        pullSecrets = references.compactMap { $0?.name }
    }
}

/// What one page of Pods says of pull Secrets.
package struct PodPage: Sendable, Hashable {
    /// The Secrets that its Pods name; a Pod that cannot be read names none.
    package let pullSecrets: Set<String>
    /// Where the next page begins; nil after the last one.
    package let position: String?

    /// Reads a `PodList` in JSON, which takes time that grows with its length; nil where it is none.
    package init?(parsing body: [UInt8]) {
        guard let page = try? ListPage<PodObject>(body) else { return nil }
        pullSecrets = Set(page.items.flatMap(\.pullSecrets))
        position = page.position.isEmpty ? nil : page.position
    }
}
