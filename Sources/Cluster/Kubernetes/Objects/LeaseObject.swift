/// A Lease of `coordination.k8s.io/v1`: who leads, and since when.
package typealias LeaseObject = ObjectWithSpec<LeaseSpec>

extension LeaseObject {
    /// The JSON text that creates or replaces it.
    package func json() throws -> [UInt8] { try JSONText.encode(LeaseBody(metadata: metadata, spec: spec)) }
}

private struct LeaseBody: Encodable {
    let apiVersion = "coordination.k8s.io/v1"
    let kind = "Lease"
    var metadata: ObjectMetadata
    var spec: LeaseSpec
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

extension LeaseSpec: ObjectSpec {
    /// Held by nobody.
    package static var absent: LeaseSpec { LeaseSpec() }
}
