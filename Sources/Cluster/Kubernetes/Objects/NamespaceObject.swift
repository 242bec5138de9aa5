/// A namespace.
package struct NamespaceObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// `Active` or `Terminating`.
    package var phase: String

    /// Makes a namespace.
    package init(metadata: ObjectMetadata, phase: String = "Active") {
        self.metadata = metadata
        self.phase = phase
    }

    /// Whether it is being deleted: nothing new can be created in it.
    package var isTerminating: Bool { phase == "Terminating" || metadata.isTerminating }

    private enum Key: String, CodingKey { case metadata, status }
    private struct Status: Decodable { var phase: String? }

    /// Decodes a namespace; one without a phase is active.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        phase = try container.decodeIfPresent(Status.self, forKey: .status)?.phase ?? "Active"
    }
}
