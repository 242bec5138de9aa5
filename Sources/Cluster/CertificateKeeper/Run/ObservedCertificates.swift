internal import Controllers
internal import Kubernetes

/// The Secret as it was last observed, and the last good content that it had.
struct ObservedCertificates: Sendable {
    /// The Secret.
    var secret = ObservedObject<SecretObject>()
    /// How it stands.
    private(set) var status = CertificateSituation.SecretStatus.unknown
    /// The last good content; it stays where the Secret goes, or becomes unusable.
    private(set) var content: CertificateContent?

    /// Reads what the Secret holds, for the names that a leaf should be for; after each change of it.
    ///
    /// - Throws: why its content cannot be used; the last good one stays.
    mutating func readContent(names: [String]) throws(ContentProblem) {
        guard let object = secret.object else {
            status = .absent
            return
        }
        // Until it has been read.
        status = .broken
        if let read = try CertificateContent.read(object) {
            content = read
            status = .holds(CertificateSituation.Holding(read, object.metadata, names: names))
        } else {
            status = .empty
        }
    }
}
