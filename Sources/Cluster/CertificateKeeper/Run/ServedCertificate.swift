internal import Controllers
internal import Logging
internal import Logs
internal import TLS
internal import Text

/// What is served, with the CA's certificate.
struct ServedCertificate: Sendable {
    let facts: CertificateSituation.Served
    let authority: Certificate
}

extension CertificateKeeper {
    /// Serves the Secret's leaf.
    func serve() {
        guard let content = certificates.content else { return }
        let leaf = content.leaf.certificate
        do {
            try user.serve(chain: try leaf.pem(), key: try content.leaf.key.pem())
        } catch {
            failures.report(
                "the certificate",
                "the certificate of \(secretName) cannot be served; the one before stays: \(error)",
                secretFields
            )
            return
        }
        let life = CertificateSituation.Life(leaf)
        let facts = CertificateSituation.Served(
            leaf: leaf.fingerprint,
            authority: content.authority.fingerprint,
            life: life
        )
        served = ServedCertificate(facts: facts, authority: content.authority)
        failures.clear("the certificate")
        logger.notice(
            "serving a certificate",
            secretFields.adding([
                .authority: "\(content.authority.subject)", .names: "\(leaf.alternativeNames)",
                .days: .number((life.until - wallClock.now()).components.seconds / 86_400),
            ])
        )
    }
}
