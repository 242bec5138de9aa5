/// A Lease of `coordination.k8s.io/v1`: who leads, and since when.
package struct LeaseObject: KubernetesObject, Hashable {
    /// Its metadata.
    package var metadata: ObjectMetadata
    /// Who holds it, until when.
    package var spec: LeaseSpec

    /// Makes a Lease.
    package init(metadata: ObjectMetadata, spec: LeaseSpec) {
        self.metadata = metadata
        self.spec = spec
    }

    private enum Key: String, CodingKey { case metadata, spec }

    /// Decodes a Lease; one without a spec is held by nobody.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        metadata = try container.decode(ObjectMetadata.self, forKey: .metadata)
        spec = try container.decodeIfPresent(LeaseSpec.self, forKey: .spec) ?? LeaseSpec()
    }

    private struct Body: Encodable {
        let apiVersion = "coordination.k8s.io/v1"
        let kind = "Lease"
        var metadata: ObjectMetadata
        var spec: LeaseSpec
    }

    /// The JSON text that creates or replaces it.
    package func json() throws -> [UInt8] { try JSONText.encode(Body(metadata: metadata, spec: spec)) }
}

/// What a Lease says.
///
/// The times are compared as texts only: clocks of different machines are never compared.
package struct LeaseSpec: Sendable, Hashable, Codable {
    /// The holder; nil or empty when it was released.
    package var holderIdentity: String?
    /// How long others must wait after they saw the last renewal.
    package var leaseDurationSeconds: Int?
    /// When the holder took it, by the holder's clock (RFC 3339, microseconds).
    package var acquireTime: String?
    /// When the holder renewed it last, by the holder's clock.
    package var renewTime: String?
    /// How often the holder has changed.
    package var leaseTransitions: Int?

    /// Makes a spec; what is not told is absent.
    package init(
        holderIdentity: String? = nil,
        leaseDurationSeconds: Int? = nil,
        acquireTime: String? = nil,
        renewTime: String? = nil,
        leaseTransitions: Int? = nil
    ) {
        self.holderIdentity = holderIdentity
        self.leaseDurationSeconds = leaseDurationSeconds
        self.acquireTime = acquireTime
        self.renewTime = renewTime
        self.leaseTransitions = leaseTransitions
    }
}
