/// `tls` of a registry: whom Pullpass believes, beside the system's authorities, when it speaks to the registry and its token service.
///
/// ```yaml
/// tls: { ca: { secretKeyRef: { name: corporate-ca, key: ca.crt } } }
/// ```
///
/// It holds for what Pullpass itself asks over HTTPS for this registry, and for no other registry, not for the API server, not for the nodes
/// and not for the programs of `exec`.
package struct RegistryTLS: Sendable, Hashable {
    /// The certificates of the authorities.
    package let ca: ValueSource

    /// Makes the setting.
    package init(ca: ValueSource) { self.ca = ca }

    static let keys: [SettingKey] = [
        .required("ca", .valueSource, "One or many certificates in PEM, read again at each fetch.")
    ]
    private static let hints: [String: String] = {
        let ca = "give the authority's certificate as ca: { file: … } or ca: { secretKeyRef: … }"
        let verified = "certificates are always verified: \(ca)"
        let one = "there is no such key: \(ca)"
        return [
            "insecure": verified, "insecureSkipVerify": verified, "insecureSkipTLSVerify": verified,
            "skipVerify": verified,
            "insecure-skip-tls-verify": verified, "verify": verified, "caFile": one, "caBundle": one, "caCert": one,
            "certificateAuthority": one, "cert": one, "secretKeyRef": one, "file": one, "value": one,
        ]
    }()

    /// Reads `tls` of a registry; nil where it is wrong, which then has been reported.
    init?(_ field: Field) {
        guard let fields = Fields(field, hints: Self.hints), let ca = fields.requiredValue("ca") else {
            return nil
        }
        if case .value(let text) = ca, !text.reveal().contains("-----BEGIN CERTIFICATE-----") {
            fields["ca"]?.error("is no certificate: write its PEM text after value: |, or use file or secretKeyRef")
            return nil
        }
        self.ca = ca
    }
}
