internal import Kubernetes
internal import TLS

extension CertificateSituation.Life {
    init(_ certificate: Certificate) {
        self.init(from: certificate.notBefore, until: certificate.notAfter)
    }
}

extension CertificateSituation.Holding {
    /// What the plan needs to know of a Secret's content; `names` are those that the leaf should be for.
    init(_ content: CertificateContent, _ metadata: ObjectMetadata, names: [String]) {
        let request = metadata.annotations[CertificateContent.Annotation.request] ?? ""
        let alternativeNames = names.map { "DNS:" + $0 }.joined(separator: ", ")
        self.init(
            authority: content.authority.fingerprint,
            authorityLife: .init(content.authority),
            canSign: content.authorityKey != nil,
            leaf: content.leaf.certificate.fingerprint,
            leafLife: .init(content.leaf.certificate),
            isForOurNames: content.leaf.certificate.alternativeNames == alternativeNames,
            next: content.next?.certificate.fingerprint,
            retired: content.retired.map(\.certificate.fingerprint),
            retiredUntil: content.retired.map(\.until).min(),
            isRotationRequested: !request.isEmpty && request != content.metRequest
        )
    }
}
